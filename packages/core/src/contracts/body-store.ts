import type { Address, BodyRef } from "../entry/entry.ts";
import type { Awaitable, Chunks, Instant } from "../http/messages.ts";

/** Keeps large bodies as immutable chunks. */
export interface BodyStore {
  /**
   * Begins a body.
   *
   * **D1** What was written and committed is what `open` gives, byte for byte.
   * **D2** Invisible until committed. **D3** After `abort` nothing of it remains.
   * @param at the address its record will have
   * @param id unique, made by the engine
   * @param keepUntilMs until then it is not swept although no record names it yet
   */
  create(at: Address, id: string, keepUntilMs: Instant): Awaitable<BodyWriter>;
  /**
   * Reads from `fromByte` (0 if left out) to the end.
   *
   * **D4** Absent, or of another length than the reference says: undefined. **D8** So is one that has lost a piece of what is to be read, as far
   * as the store can tell without reading all of it: before the first byte, the engine can still ask the origin instead. **D5** A reader that has begun reads to the end, whatever happens to the record.
   * **D7** Each chunk is the reader's alone, who may write to it, or transfer its buffer where the chunk is all of it: a store that keeps chunks
   * hands out copies. Where bytes turn out to be missing, reading ends early or throws `RCACHE_BODY_CORRUPT`: the engine verifies what comes,
   * and removes the record. Any other error counts as a failing backend.
   */
  open(ref: BodyRef, fromByte?: number): Awaitable<Chunks | undefined>;
  /** Not swept before `untilMs`, although its record may be replaced meanwhile. **D6** false where it is gone. */
  keep(ref: BodyRef, untilMs: Instant): Awaitable<boolean>;
}

/** One body being written. Invisible until committed. */
export interface BodyWriter {
  /** Takes the next chunk; the engine waits for it before it writes the next, which is the backpressure. */
  write(chunk: Uint8Array): Awaitable<void>;
  commit(): Awaitable<void>;
  abort(): Awaitable<void>;
}
