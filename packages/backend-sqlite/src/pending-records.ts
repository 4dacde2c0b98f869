import type { Lookup, StoredRecord } from "@rcache/core/backend";

/** Records that wait to be written, by what looks them up: the latest of each address. */
export class PendingRecords {
  readonly #byLookup = new Map<string, Map<string, StoredRecord>>();

  get(at: Lookup, variant: string): StoredRecord | undefined {
    return this.#byLookup.get(keyOf(at))?.get(variant);
  }

  /** Every variant of a lookup. */
  of(at: Lookup): ReadonlyMap<string, StoredRecord> | undefined {
    return this.#byLookup.get(keyOf(at));
  }

  add(record: StoredRecord): void {
    const key = keyOf(record.head);
    const there = this.#byLookup.get(key);
    if (there === undefined) this.#byLookup.set(key, new Map([[record.head.variant, record]]));
    else there.set(record.head.variant, record);
  }

  /** Without effect where a later one has taken its place. */
  forget(record: StoredRecord): void {
    const key = keyOf(record.head);
    const there = this.#byLookup.get(key);
    if (there?.get(record.head.variant) !== record) return;
    there.delete(record.head.variant);
    if (there.size === 0) this.#byLookup.delete(key);
  }
}

/** The length first: no two lookups have one key, whatever they hold. */
function keyOf({ target, selector }: Lookup): string {
  return `${selector.length} ${selector} ${target}`;
}
