import type { Address, Precondition, StoredRecord } from "@rcache/core/backend";
import type { BodyRows } from "./body-rows.ts";
import type { Connection } from "./connection.ts";
import type { Recency } from "./recency.ts";
import { columnsOf, sizeOf } from "./record-rows.ts";
import type { Stored } from "./statements.ts";

/** How many candidates for eviction are looked at together. */
const EVICTION_PAGE = 32;

/** What writing records needs to know of the backend around it. */
export interface WriterParts {
  readonly connection: Connection;
  readonly bodies: BodyRows;
  readonly recency: Recency;
  /** Of all records together, as `sizeOf` counts them. */
  readonly maxBytes: number;
}

/** Changes records. Every call has to be inside of `connection.write`. */
export class RecordWriter {
  readonly #parts: WriterParts;

  constructor(parts: WriterParts) {
    this.#parts = parts;
  }

  put(record: StoredRecord, seen: Precondition | undefined): "stored" | "conflict" {
    const { connection, bodies, recency } = this.#parts;
    const { head } = record;
    const there = connection.sql.stored.get(head.target, head.selector, head.variant);
    if (seen !== undefined && !stillHolds(connection, seen, head, there)) return "conflict";
    connection.sql.put.run(...columnsOf(record, recency.moment()));
    const size = sizeOf(record);
    if (there === undefined) connection.account(1, head.bytes, size);
    else connection.account(0, head.bytes - there.bytes, size - there.size);
    if (head.body !== undefined) bodies.own(head.body.id);
    if (typeof there?.body_id === "string" && there.body_id !== head.body?.id) bodies.release(there.body_id);
    return "stored";
  }

  delete(record: Stored): void {
    const { connection, bodies } = this.#parts;
    connection.sql.delete.run(record.id);
    connection.account(-1, -record.bytes, -record.size);
    if (record.body_id !== null) bodies.release(record.body_id);
  }

  remove(which: readonly (Address & { readonly revision?: string })[]): number {
    let removed = 0;
    for (const { target, selector, variant, revision } of which) {
      const there = this.#parts.connection.sql.stored.get(target, selector, variant);
      if (there === undefined || (revision !== undefined && revision !== there.revision)) continue;
      this.delete(there);
      removed += 1;
    }
    return removed;
  }

  invalidate(target: string): number {
    const { connection } = this.#parts;
    const records = connection.sql.underTarget.all(target);
    for (const record of records) this.delete(record);
    connection.sql.bump.run(target, connection.nowMs());
    return records.length;
  }

  /** Removes the least recently used until all fits. Uses that are only in memory yet are written down for those whose turn it would be. */
  evict(): void {
    const { connection, recency, maxBytes } = this.#parts;
    if (maxBytes === Number.POSITIVE_INFINITY) return;
    recency.save(connection);
    let surplus = connection.totals().size - maxBytes;
    while (surplus > 0) {
      const candidates = connection.sql.leastUsed.all(EVICTION_PAGE);
      if (candidates.length === 0) return;
      for (const candidate of candidates) {
        if (surplus <= 0) return;
        const used = recency.take(candidate.id);
        if (used !== undefined && used > candidate.used_at) connection.sql.use.run(used, candidate.id);
        else {
          this.delete(candidate);
          surplus -= candidate.size;
        }
      }
    }
  }
}

/** Whether what a writer has seen is still so in the file. */
export function stillHolds(
  connection: Connection,
  seen: Precondition,
  at: Address,
  there: Stored | undefined,
): boolean {
  if ("revision" in seen) return there?.revision === seen.revision;
  return connection.sql.epoch.get(at.target) === seen.epoch;
}
