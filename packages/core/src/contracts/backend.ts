import type { Address, BodyRef, Entry, Lookup } from "../entry/entry.ts";
import type { Awaitable, Instant } from "../http/messages.ts";
import type { BodyStore } from "./body-store.ts";
import type { CacheEvent } from "./events.ts";
import type { Lease, LeaseTaken } from "./lease.ts";
import type { RecordDocument, Serializer } from "./serializer.ts";

/** What indexes and inspection need; never believed where the decoded entry says otherwise. */
export interface RecordHead extends Address {
  readonly revision: string;
  /** The serializer's id; `entry` where the backend keeps entries as they are. */
  readonly serializerId: string;
  readonly url: string;
  readonly method: string;
  readonly status: number;
  readonly tags: readonly string[];
  readonly createdAtMs: Instant;
  readonly freshUntilMs: Instant;
  readonly removeAtMs: Instant;
  /** Of the response body. */
  readonly bytes: number;
  /** The body outside the record that this record owns. */
  readonly body?: BodyRef;
}

export type RecordValue = Entry | RecordDocument | Uint8Array;

export interface StoredRecord {
  readonly head: RecordHead;
  readonly value: RecordValue;
}

export interface FoundRecord extends Address {
  readonly revision: string;
  readonly serializerId: string;
  /** From then on it is not found any more: at the latest when its head says. */
  readonly removeAtMs: Instant;
  readonly value: RecordValue;
  readonly body?: BodyRef;
}

/** `complete: false`: only the record that `prefer` named. `epoch`: present where the backend guards first stores against an invalidation elsewhere. */
export interface Found {
  readonly complete: boolean;
  readonly records: readonly FoundRecord[];
  readonly epoch?: string;
}

/** What the writer had seen: a revision to replace, or an epoch under which nothing was there. */
export type Precondition = { readonly revision: string } | { readonly epoch: string };

/** Every condition given must hold. `values`: hand out the values too. */
export interface ScanFilter {
  readonly values?: boolean;
  /** Of the head's URL, with a port where it has one. */
  readonly host?: string;
  readonly tag?: string;
  /** freshUntilMs is at most this. */
  readonly freshBeforeMs?: Instant;
}

/** What the engine tells a backend when it opens it. */
export interface BackendHost {
  nowMs(): Instant;
  report(event: CacheEvent): void;
}

/**
 * Stores, never judges: no backend knows what is fresh or allowed.
 *
 * Any member may throw or reject: the engine turns that into one `backend-failed` event and goes on without the cache.
 * An optional member that is present is an ability; a missing one makes the user's call throw `RCACHE_UNSUPPORTED`.
 * The promises carry ids; `backendContract` of `@rcache/testkit` has a test under each.
 */
export interface Backend {
  /** For messages and events. */
  readonly name: string;
  /** What `put` is given and `find` gives back. `entry`: frozen objects in this process. */
  readonly valueKind: "entry" | "document" | "bytes";
  /** A larger value goes to `bodies`, or is not kept. */
  readonly maxValueBytes: number;
  /** Used where the user names none. Left out: the frame for `bytes`, the document form for `document`. */
  readonly serializer?: Serializer;
  /**
   * Connects, creates what is missing. Rejects where the store cannot be used, and may then be called again.
   *
   * **B20** Before it and after `close`, every other member but `flush` and `close` throws or rejects with `RCACHE_CLOSED`. **B21** Called while
   * the backend is open, or being opened, it changes nothing; after `close` it opens the backend anew. `backendShell` does both.
   */
  open(host: BackendHost): Awaitable<void>;
  /**
   * Everything stored for a request, in one round trip.
   *
   * **B1** What `put` stored comes back: value, revision, serializer id. **B2** Nothing stored: an empty list, not an error.
   * **B3** Records past `removeAtMs` are not returned. **B4** All variants, `complete: true`, where `prefer` is left out or not there.
   * **B5** With `prefer`, that record is among them; `complete: false` where others may have been left out.
   * **B6** Only this target and selector, whatever characters they hold. **B7** What is handed out is the caller's own: changing it does not change the store.
   * **B23** With a record comes the reference to its body, here and in `scan`.
   */
  find(at: Lookup, prefer?: string): Awaitable<Found>;
  /**
   * Stores one record, in place of the one at its address. Settles when it is durable as the backend promises; `find` sees it from the call on or from then on.
   *
   * **B8** One record an address. **B9** With a revision: only where the record at the address still has it, else `conflict`, and nothing changes.
   * **B10** With an epoch: only where the target's epoch is still this one, else `conflict`, and nothing changes. **B11** Larger than `maxValueBytes`: `too-large`, and nothing changes.
   */
  put(record: StoredRecord, seen?: Precondition): Awaitable<"stored" | "conflict" | "too-large">;
  /** Removes records, and says how many. **B12** With a revision, only where it is still this one; what is missing is not counted. */
  remove(which: readonly (Address & { readonly revision?: string })[]): Awaitable<number>;
  /** Removes everything under the target, every user's, and says how many. **B13** A `put` with an epoch or a revision seen before is refused after. Other targets stay. **B22** So it is for two days (`EPOCH_KEPT_MS`), whatever is swept. */
  invalidate(target: string): Awaitable<number>;
  /** Removes what is past `removeAtMs`, and bodies nobody owns. **B14** At most `limit` a call; `more` where there is more; nothing that is not past. */
  sweep(limit: number): Awaitable<{ readonly removed: number; readonly more: boolean }>;
  /** **B15** Removes all that this cache wrote, and only that. */
  clear(): Awaitable<void>;
  /** Settles when every `put` so far is durable. */
  flush(): Awaitable<void>;
  /** **B16** Flushes and lets go; a second call does nothing. */
  close(): Awaitable<void>;
  /** **B17** Every head, also of records past `removeAtMs` that are still there, in pages: memory stays flat. With `filter.values`, the values too. */
  scan?(filter: ScanFilter): AsyncIterable<RecordHead & { readonly value?: RecordValue }>;
  /** **B18** Removes what the filter matches, at most `limit` a call, and says how many. */
  removeWhere?(filter: ScanFilter, limit: number): Awaitable<number>;
  /** **B19** Counts records and the bytes of their bodies. */
  stats?(): Awaitable<{ readonly entries: number; readonly bytes: number }>;
  /** **L1** One holder a name at a time. **L2** After `forMs` another may have it. */
  lease?(name: string, forMs: number): Awaitable<Lease | LeaseTaken>;
  readonly bodies?: BodyStore;
}
