import type { Address, BodyRef, Entry, Lookup } from "../entry/entry.ts";
import type { Awaitable, Instant } from "../http/messages.ts";
import type { BodyStore } from "./body-store.ts";
import type { CacheEvent } from "./events.ts";
import type { Lease, LeaseTaken } from "./lease.ts";
import type { RecordDocument, Serializer } from "./serializer.ts";

/** What indexes and inspection need to know of a record. The decoded entry is what counts; the head is never trusted where they differ. */
export interface RecordHead extends Address {
  readonly revision: string;
  /** The serializer's id; `entry` in a backend that stores entries as they are. */
  readonly serializerId: string;
  readonly url: string;
  readonly method: string;
  readonly status: number;
  readonly tags: readonly string[];
  readonly createdAtMs: Instant;
  readonly freshUntilMs: Instant;
  readonly removeAtMs: Instant;
  /** The length of the response body. */
  readonly bytes: number;
  /** The body outside the record that belongs to this record. */
  readonly body?: BodyRef;
}

/** What a record holds, according to the backend's `valueKind`. */
export type RecordValue = Entry | RecordDocument | Uint8Array;

/** A record as `put` receives it. */
export interface StoredRecord {
  readonly head: RecordHead;
  readonly value: RecordValue;
}

/** A record as `find` returns it. */
export interface FoundRecord extends Address {
  readonly revision: string;
  readonly serializerId: string;
  /** The record is no longer found from this instant on, which is at the latest the one in its head. */
  readonly removeAtMs: Instant;
  readonly value: RecordValue;
  readonly body?: BodyRef;
  /** Set by a backend that recognises the same record again if it is unchanged. It then returns what the cache decoded from the value. */
  readonly decoded?: DecodedRecord;
}

/**
 * What a record's value was decoded to. The cache calls `set` once, and `get` with every later look-up. Another serializer finds nothing.
 */
export interface DecodedRecord {
  get(serializer: Serializer): Entry | undefined;
  set(serializer: Serializer, entry: Entry): void;
}

/**
 * What `find` returns. `complete: false`: only the record that `prefer` named. `epoch`: the target's epoch, if the backend can reject a
 * first store that an invalidation elsewhere has overtaken.
 */
export interface Found {
  readonly complete: boolean;
  readonly records: readonly FoundRecord[];
  readonly epoch?: string;
}

/** What the writer saw: the revision it replaces, or the epoch under which it found nothing. */
export type Precondition = { readonly revision: string } | { readonly epoch: string };

/** Selects records. Every condition given must hold. `values`: return the values too. */
export interface ScanFilter {
  readonly values?: boolean;
  /** The host of the head's URL, with a port if the URL has one. */
  readonly host?: string;
  readonly tag?: string;
  /** The head's `freshUntilMs` is at most this. */
  readonly freshBeforeMs?: Instant;
}

/** What the cache provides to a backend when it opens it: the time, and a way to report events. */
export interface BackendHost {
  nowMs(): Instant;
  report(event: CacheEvent): void;
}

/**
 * Stores records. A backend does not decide anything: it does not know what is fresh or allowed.
 *
 * Any member may throw or reject. The cache then reports one `backend-failed` event and continues without the backend. If an optional member is
 * missing, a call by the user that needs it throws `RCACHE_UNSUPPORTED`.
 *
 * The promises below carry ids. `backendContract` of `@rcache/testkit` has a test under each.
 */
export interface Backend {
  /** For messages and events. */
  readonly name: string;
  /** What `put` receives and `find` returns. `entry`: frozen objects of this process. */
  readonly valueKind: "entry" | "document" | "bytes";
  /** A larger value is stored in `bodies`, or not at all. */
  readonly maxValueBytes: number;
  /** The serializer to use if the user names none. @default frames for `bytes`, documents for `document` */
  readonly serializer?: Serializer;
  /**
   * Connects, and creates what is missing. Rejects if the store cannot be used, and may then be called again.
   *
   * - **B20** Before `open` and after `close`, every other member except `flush` and `close` throws or rejects with `RCACHE_CLOSED`.
   * - **B21** Calling it while the backend is open or being opened changes nothing; after `close` it opens the backend again.
   *   `backendShell` does both.
   */
  open(host: BackendHost): Awaitable<void>;
  /**
   * Returns everything stored for a request, in one round trip.
   *
   * - **B1** It returns what `put` stored: value, revision and serializer id.
   * - **B2** If nothing is stored, it returns an empty list; that is not an error.
   * - **B3** It does not return records past `removeAtMs`.
   * - **B4** Without `prefer`, or if `prefer` is not stored, it returns all variants with `complete: true`.
   * - **B5** With `prefer`, that record is among them; `complete: false` if others may be missing.
   * - **B6** It returns records of this target and selector only, whatever characters they contain.
   * - **B7** What it returns belongs to the caller: changing it does not change the store.
   * - **B23** A record comes with the reference to its body, here and in `scan`.
   */
  find(at: Lookup, prefer?: string): Awaitable<Found>;
  /**
   * Stores one record and replaces the one at its address. Settles when the record is as durable as the backend promises; `find` sees it at
   * the latest then.
   *
   * - **B8** There is one record per address.
   * - **B9** With a revision, it stores only if the record at the address still has it; otherwise it returns `conflict` and changes
   *   nothing.
   * - **B10** With an epoch, it stores only if the target still has that epoch; otherwise it returns `conflict` and changes nothing.
   * - **B11** If the value is larger than `maxValueBytes`, it returns `too-large` and changes nothing.
   */
  put(record: StoredRecord, seen?: Precondition): Awaitable<"stored" | "conflict" | "too-large">;
  /**
   * Removes records and returns how many. **B12** With a revision, it removes a record only if it still has that revision. Missing records
   * do not count.
   */
  remove(which: readonly (Address & { readonly revision?: string })[]): Awaitable<number>;
  /**
   * Removes everything stored under the target, for every user, and returns how many records. Other targets stay.
   *
   * - **B13** A later `put` with an epoch or a revision seen before is refused.
   * - **B22** This holds for two days (`EPOCH_KEPT_MS`), even if `sweep` runs.
   */
  invalidate(target: string): Awaitable<number>;
  /**
   * Removes records past `removeAtMs`, and bodies that belong to no record. **B14** It removes at most `limit` per call and returns `more`
   * if there are more. It removes nothing that is not past its time.
   *
   * **B24** `sweep`, `remove`, `removeWhere` and `scan` let the event loop turn at least once for every 100 records that they go over.
   * `inTurns` does that for what is in memory.
   */
  sweep(limit: number): Awaitable<{ readonly removed: number; readonly more: boolean }>;
  /** **B15** Removes everything that this cache wrote, and nothing else. */
  clear(): Awaitable<void>;
  /** Settles when every `put` so far is durable. */
  flush(): Awaitable<void>;
  /** **B16** Flushes, then releases the store. A second call does nothing. */
  close(): Awaitable<void>;
  /**
   * **B17** Returns every head in pages, so that memory use stays flat; also heads of records past `removeAtMs` that are still there. With
   * `filter.values`, the values too.
   */
  scan?(filter: ScanFilter): AsyncIterable<RecordHead & { readonly value?: RecordValue }>;
  /** **B18** Removes what the filter selects, at most `limit` per call, and returns how many. */
  removeWhere?(filter: ScanFilter, limit: number): Awaitable<number>;
  /** **B19** Counts records and the bytes of their bodies. */
  stats?(): Awaitable<{ readonly entries: number; readonly bytes: number }>;
  /** **L1** A name has one holder at a time. **L2** After `forMs` milliseconds, another may take it. */
  lease?(name: string, forMs: number): Awaitable<Lease | LeaseTaken>;
  /** Stores bodies that are too large for a record. */
  readonly bodies?: BodyStore;
}
