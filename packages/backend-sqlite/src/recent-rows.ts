import type { Lookup } from "@rcache/core/backend";
import type { FoundRow } from "./statements.ts";

/** What fits into a page is read about as fast as it is asked whether it has changed. */
const LEAST_BYTES = 4_096;
const LARGEST_BYTES = 1_048_576;
const MOST_BYTES = 16_777_216;
const MOST_ROWS = 16_384;
const UNKNOWN = -1;

/** A row as it was read. */
export interface RecentRow {
  readonly selector: string;
  /** Its value is nobody else's. */
  readonly row: FoundRow;
  /** Of the connection, when the row was last known to be current. */
  state: number;
  wasUsed: boolean;
}

/**
 * Rows of several pages that were read more than once lately, one a target. Whether they are what the file still has is for the caller to
 * ask: that costs a sixth of reading such a row.
 */
export class RecentRows {
  /** In the order in which they came; one that was used meanwhile gets another turn. */
  readonly #rows = new Map<string, RecentRow>();
  /** Revisions that were read once only: no reason yet to keep their values. */
  readonly #readOnce = new Set<string>();
  #bytes = 0;

  get({ target, selector }: Lookup, variant: string): RecentRow | undefined {
    const recent = this.#rows.get(target);
    if (recent?.selector !== selector || recent.row[6] !== variant) return undefined;
    recent.wasUsed = true;
    return recent;
  }

  /** A row was read from the file. */
  met({ target, selector }: Lookup, row: FoundRow): void {
    const { 0: revision, 4: value } = row;
    if (value.byteLength < LEAST_BYTES || value.byteLength > LARGEST_BYTES) return;
    if (!this.#readOnce.delete(revision)) {
      if (this.#readOnce.size >= MOST_ROWS) this.#readOnce.clear();
      this.#readOnce.add(revision);
      return;
    }
    const before = this.#rows.get(target);
    if (before !== undefined) this.#forget(target, before);
    this.#add(target, { selector, row: withOwnValue(row), state: UNKNOWN, wasUsed: false });
    this.#makeRoom();
  }

  #makeRoom(): void {
    for (const [target, recent] of this.#rows) {
      if (this.#bytes <= MOST_BYTES && this.#rows.size <= MOST_ROWS) return;
      this.#forget(target, recent);
      if (recent.wasUsed) this.#add(target, { ...recent, wasUsed: false });
    }
  }

  #add(target: string, recent: RecentRow): void {
    this.#rows.set(target, recent);
    this.#bytes += recent.row[4].byteLength;
  }

  #forget(target: string, recent: RecentRow): void {
    this.#rows.delete(target);
    this.#bytes -= recent.row[4].byteLength;
  }
}

/** The same row with a copy of its value, since whoever gets one may write to it. */
export function withOwnValue([
  revision,
  serializerId,
  removeAtMs,
  body,
  value,
  id,
  variant,
]: FoundRow): FoundRow {
  return [revision, serializerId, removeAtMs, body, new Uint8Array(value), id, variant];
}
