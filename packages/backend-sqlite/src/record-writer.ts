import type { Address, Precondition, StoredRecord } from "@rcache/core/backend";
import type { BodyRows } from "./body-rows.ts";
import type { Connection } from "./connection.ts";
import type { Recency } from "./recency.ts";
import { columnsOf, sizeOf } from "./record-rows.ts";
import type { Stored } from "./statements.ts";

/** Records, or slices of bodies, that go with one transaction: some milliseconds. */
const EVICTED_AT_ONCE = 200;

/** What became of a record. */
export type PutResult = "stored" | "conflict" | "too-large";

/** What writing records needs to know of the backend around it. */
export interface WriterParts {
  readonly connection: Connection;
  readonly bodies: BodyRows;
  readonly recency: Recency;
  /** Of all records and bodies together, as `sizeOf` counts them. */
  readonly maxBytes: number;
  /** The first record that has to go. Called within the transaction. */
  readonly onFirstEviction: () => void;
}

/** Changes records. Every call has to be inside of `connection.write`. */
export class RecordWriter {
  readonly #parts: WriterParts;
  #hasEvicted = false;

  constructor(parts: WriterParts) {
    this.#parts = parts;
  }

  put(record: StoredRecord, seen: Precondition | undefined): PutResult {
    const { connection, bodies, recency } = this.#parts;
    const { head } = record;
    if (head.body !== undefined && bodies.wasRefused(head.body.id)) return "too-large";
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

  /**
   * Makes room until all fits. Uses that are only in memory yet are written down. Where much has to go, as under a limit that was lowered, some of
   * it goes with each transaction, so that none holds up the event loop.
   */
  evict(): void {
    const { connection, recency, maxBytes } = this.#parts;
    if (maxBytes === Number.POSITIVE_INFINITY) return;
    recency.save(connection);
    this.#makeRoom(0, "records too", EVICTED_AT_ONCE);
  }

  /**
   * Makes room for a body that is being written, and will have so many bytes with the next so many of them. Records go for up to half of
   * the limit: a body without an end must not push out everything, and then not be kept itself.
   *
   * @returns false where there is none
   */
  makeRoomForBody(bytes: number, more: number): boolean {
    const { maxBytes } = this.#parts;
    if (maxBytes === Number.POSITIVE_INFINITY) return true;
    return this.#makeRoom(more, bytes > maxBytes / 2 ? "bodies that nobody owns" : "records too");
  }

  #makeRoom(
    more: number,
    from: "records too" | "bodies that nobody owns",
    most: number = Number.POSITIVE_INFINITY,
  ): boolean {
    const { connection, bodies, maxBytes } = this.#parts;
    for (let removed = 0; connection.totals().size + bodies.nobodysBytes() + more > maxBytes; removed += 1) {
      if (removed === most) return false;
      const spare = bodies.spare();
      if (spare !== undefined) bodies.removeSlice(spare);
      else if (from === "bodies that nobody owns" || !this.#evictOne()) return false;
    }
    return true;
  }

  /** Removes the least recently used record; a use that is only in memory yet is written down instead. */
  #evictOne(): boolean {
    const { connection, recency, onFirstEviction } = this.#parts;
    const [candidate] = connection.sql.leastUsed.all(1);
    if (candidate === undefined) return false;
    const used = recency.take(candidate.id);
    if (used !== undefined && used > candidate.used_at) connection.sql.use.run(used, candidate.id);
    else {
      this.delete(candidate);
      if (!this.#hasEvicted) onFirstEviction();
      this.#hasEvicted = true;
    }
    return true;
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
