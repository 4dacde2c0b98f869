import {
  type Instant,
  matchesScan,
  type RecordHead,
  type RecordValue,
  type ScanFilter,
  statsOf,
} from "@rcache/core/backend";
import { release } from "./body-owners.ts";
import type { Connection } from "./connection.ts";
import { ALL_STORES, keyOf, type RecordRow, type Writing } from "./schema.ts";

/** Rows that are in memory at a time. */
const PAGE_ROWS = 64;

/** What is done to many records at a time. */
export class IndexedDbMaintenance {
  readonly #connection: Connection;
  readonly #nowMs: () => Instant;

  constructor(connection: Connection, nowMs: () => Instant) {
    this.#connection = connection;
    this.#nowMs = nowMs;
  }

  sweep(limit: number): Promise<{ readonly removed: number; readonly more: boolean }> {
    return this.#connection.change(ALL_STORES, async (transaction) => {
      const past = IDBKeyRange.upperBound(this.#nowMs());
      for (const name of ["epochs", "leases"] as const) {
        const rows = transaction.objectStore(name);
        for (const key of await rows.index("untilMs").getAllKeys(past, limit)) await rows.delete(key);
      }
      const removed = await this.#sweepRecords(transaction, past, limit);
      const bodies = transaction.objectStore("bodies");
      const orphans = await bodies.index("orphanUntilMs").getAllKeys(past, limit - removed + 1);
      for (const id of orphans.slice(0, limit - removed)) await bodies.delete(id);
      const swept = removed + Math.min(orphans.length, limit - removed);
      const left = await transaction.objectStore("records").index("removeAtMs").getKey(past);
      return { removed: swept, more: left !== undefined || orphans.length > swept - removed };
    });
  }

  async #sweepRecords(transaction: Writing, past: IDBKeyRange, limit: number): Promise<number> {
    const records = transaction.objectStore("records");
    const keys = await records.index("removeAtMs").getAllKeys(past, limit);
    for (const key of keys) {
      const row = await records.get(key);
      await records.delete(key);
      if (row !== undefined) await release(transaction, row, this.#nowMs());
    }
    return keys.length;
  }

  async removeWhere(filter: ScanFilter, limit: number): Promise<number> {
    const found: RecordRow[] = [];
    for await (const row of this.#rows()) {
      if (found.length >= limit) break;
      if (matchesScan(row, filter)) found.push(row);
    }
    return this.#connection.change(["records", "bodies"], async (transaction) => {
      const records = transaction.objectStore("records");
      let removed = 0;
      for (const row of found) {
        // It may have been replaced since it was read.
        if ((await records.get(keyOf(row)))?.revision !== row.revision) continue;
        await records.delete(keyOf(row));
        await release(transaction, row, this.#nowMs());
        removed += 1;
      }
      return removed;
    });
  }

  async *scan(filter: ScanFilter): AsyncGenerator<RecordHead & { readonly value?: RecordValue }> {
    for await (const row of this.#rows()) {
      if (!matchesScan(row, filter)) continue;
      const { value, ...head } = row;
      yield filter.values === true ? { ...head, value } : head;
    }
  }

  stats(): Promise<{ readonly entries: number; readonly bytes: number }> {
    return Promise.resolve(statsOf(this.#rows()));
  }

  clear(): Promise<void> {
    return this.#connection.change(ALL_STORES, async (transaction) => {
      for (const name of ALL_STORES) await transaction.objectStore(name).clear();
      await transaction.objectStore("meta").put(crypto.randomUUID(), "generation");
    });
  }

  async *#rows(): AsyncGenerator<RecordRow> {
    const database = await this.#connection.database();
    let after: IDBKeyRange | undefined;
    for (;;) {
      const page = await database.getAll("records", after, PAGE_ROWS);
      yield* page;
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE_ROWS) return;
      after = IDBKeyRange.lowerBound(keyOf(last), true);
    }
  }
}
