import type { DecodedRecord, FoundRecord } from "../contracts/backend.ts";
import type { Serializer } from "../contracts/serializer.ts";
import { type Entry, isBodyRef } from "../entry/entry.ts";
import { bodyBytes } from "../entry/entry-body.ts";
import { ownEntry } from "../entry/own-entry.ts";
import { RcacheError } from "../errors/rcache-error.ts";

/** What fits into a page is read about as fast as it is asked whether it has changed. */
const LEAST_BYTES = 4_096;
const MOST_BYTES = 16_777_216;
const LARGEST_BYTES = 1_048_576;
const MOST_RECORDS = 16_384;
/** What an entry takes beside its body, about. */
const ENTRY_BYTES = 2_048;

/** A record that was read more than once recently. */
export interface RecentRecord<S> {
  /** The record. Its `value` is read again if somebody asks for it. */
  readonly found: FoundRecord;
  /** What the backend needs to check whether the record is unchanged. */
  readonly state: S;
}

/** A record that a backend has just read. */
export interface ReadRecord<S> extends RecentRecord<S> {
  /** Reads the value again; undefined if the record is gone or has been replaced. */
  readonly again: () => FoundRecord["value"] | undefined;
}

interface Kept<S> extends RecentRecord<S> {
  readonly bytes: number;
  wasUsed: boolean;
}

/**
 * Remembers what the cache decoded from records that a backend has read more than once recently, up to 16 MiB. Use it in a backend that can
 * check that a record is unchanged faster than it can read it. The backend must check that on every call: nothing expires here by itself.
 */
export class RecentRecords<S> {
  /** In the order in which they came; one that was used meanwhile gets another turn. */
  readonly #kept = new Map<string, Kept<S>>();
  /** Revisions that were read once only: no reason yet to keep what they hold. */
  readonly #readOnce = new Set<string>();
  #bytes = 0;

  /**
   * The remembered record, if there is one.
   *
   * @param key identifies one address, and no other
   */
  get(key: string): RecentRecord<S> | undefined {
    const kept = this.#kept.get(key);
    if (kept !== undefined) kept.wasUsed = true;
    return kept;
  }

  /** Call this for every record you read. It returns the record, and from the second read on, one that remembers what it is decoded to. */
  met(key: string, read: ReadRecord<S>): FoundRecord {
    const { found } = read;
    const { revision, value } = found;
    if (!(value instanceof Uint8Array) || value.byteLength < LEAST_BYTES) return found;
    if (this.#readOnce.delete(revision))
      return this.#hasRoom(value.byteLength) ? this.#withPlace(key, read) : found;
    if (this.#readOnce.size >= MOST_RECORDS) this.#readOnce.clear();
    this.#readOnce.add(revision);
    return found;
  }

  #withPlace(key: string, read: ReadRecord<S>): FoundRecord {
    const decoded: DecodedRecord = {
      get: () => undefined,
      set: (by, entry) => this.#keep(key, read, by, entry),
    };
    return { ...read.found, decoded };
  }

  /** What was asked for again stays, so that a walk over more than there is room for does not push everything out before it is asked for. */
  #hasRoom(bytes: number): boolean {
    if (this.#bytes + ENTRY_BYTES + bytes <= MOST_BYTES && this.#kept.size < MOST_RECORDS) return true;
    const [oldest] = this.#kept;
    if (oldest === undefined) return false;
    const [key, kept] = oldest;
    this.#forget(key);
    if (kept.wasUsed) this.#add(key, { ...kept, wasUsed: false });
    return !kept.wasUsed;
  }

  #keep(key: string, { found, state, again }: ReadRecord<S>, by: Serializer, entry: Entry): void {
    const { body } = entry;
    const bytes = ENTRY_BYTES + bodyBytes(body);
    if (isBodyRef(body) || bytes > LARGEST_BYTES) return;
    this.#forget(key);
    const own = ownEntry(entry);
    const decoded: DecodedRecord = { get: (other) => (other === by ? own : undefined), set: () => undefined };
    this.#add(key, { found: knownRecord(found, decoded, again), state, bytes, wasUsed: false });
    for (const oldest of this.#kept.keys()) {
      if (this.#bytes <= MOST_BYTES) return;
      this.#forget(oldest);
    }
  }

  #add(key: string, kept: Kept<S>): void {
    this.#kept.set(key, kept);
    this.#bytes += kept.bytes;
  }

  #forget(key: string): void {
    const kept = this.#kept.get(key);
    if (kept === undefined) return;
    this.#kept.delete(key);
    this.#bytes -= kept.bytes;
  }
}

function knownRecord(...parts: ConstructorParameters<typeof KnownRecord>): FoundRecord {
  // The cast: the members are assigned by the constructor, and `value` is defined there.
  return new KnownRecord(...parts) as unknown as FoundRecord;
}

/** A record whose value is read again at every look. */
class KnownRecord {
  readonly #again: ReadRecord<unknown>["again"];

  constructor(found: FoundRecord, decoded: DecodedRecord, again: ReadRecord<unknown>["again"]) {
    const { target, selector, variant, revision, serializerId, removeAtMs } = found;
    Object.assign(this, { target, selector, variant, revision, serializerId, removeAtMs, decoded });
    this.#again = again;
    Object.defineProperty(this, "value", VALUE_OF_KNOWN);
    Object.freeze(this);
  }

  static valueIn(record: KnownRecord): unknown {
    const read = record.#again();
    if (read === undefined) throw replaced();
    return read;
  }
}

/** The object's own, so that a spread has it too; one for all of them, since with one each a hit takes half as long again. */
const VALUE_OF_KNOWN: PropertyDescriptor & ThisType<KnownRecord> = {
  enumerable: true,
  get() {
    return KnownRecord.valueIn(this);
  },
};

function replaced(): RcacheError {
  return new RcacheError("RCACHE_BACKEND_FAILED", "find: the record was replaced while it was read", {
    remedy: "Ask for it again.",
  });
}
