import type { Address, BodyRef } from "../entry/entry.ts";
import type { Awaitable, Chunks, Instant } from "../http/messages.ts";

/** Stores large bodies as immutable chunks. */
export interface BodyStore {
  /**
   * Starts a body.
   *
   * - **D1** `open` returns what was written and committed, byte for byte.
   * - **D2** A body is invisible until it is committed.
   * - **D3** After `abort`, nothing of it remains.
   * @param at the address that its record will have
   * @param id a unique name, made by the cache
   * @param keepUntilMs until then it is not swept, although no record names it yet
   */
  create(at: Address, id: string, keepUntilMs: Instant): Awaitable<BodyWriter>;
  /**
   * Reads from `fromByte` (default 0) to the end.
   *
   * - **D4** If the body is missing, or its length differs from the reference, it returns undefined.
   * - **D8** If a piece of what is to be read is missing, it also returns undefined, as far as the store can tell without reading everything.
   *   Before the first byte, the cache can still ask the origin instead.
   * - **D5** A reader that has started can read to the end, whatever happens to the record.
   * - **D7** Each chunk belongs to the reader, who may change it, or transfer its buffer if the chunk fills it: a store that keeps chunks
   *   returns copies.
   *
   * If bytes turn out to be missing, reading ends early or throws `RCACHE_BODY_CORRUPT`. The cache verifies what it reads, and removes the
   * record. Any other error counts as a failure of the backend.
   */
  open(ref: BodyRef, fromByte?: number): Awaitable<Chunks | undefined>;
  /** Keeps a body from being swept before `untilMs`, even if its record is replaced meanwhile. **D6** Returns false if the body is gone. */
  keep(ref: BodyRef, untilMs: Instant): Awaitable<boolean>;
}

/** A body that is being written. It is invisible until it is committed. */
export interface BodyWriter {
  /** Takes the next chunk. The cache waits for it before it writes the next, which gives backpressure. */
  write(chunk: Uint8Array): Awaitable<void>;
  /** Completes the body and makes it visible. */
  commit(): Awaitable<void>;
  /** Discards the body. */
  abort(): Awaitable<void>;
}
