import {
  type Address,
  EPOCH_KEPT_MS,
  type Found,
  type Instant,
  type Lookup,
  type Precondition,
  type StoredRecord,
} from "@rcache/core/backend";
import type { IDBPTransaction } from "idb";
import { adopt, release } from "./body-owners.ts";
import type { Connection } from "./connection.ts";
import type { Room } from "./room.ts";
import {
  type CacheSchema,
  keyOf,
  keysUnder,
  type RecordRow,
  type StoreName,
  type Writing,
} from "./schema.ts";

/** One answer is read and written as a whole. */
export const MAX_VALUE_BYTES: number = 16 * 1024 * 1024;

type Reading = IDBPTransaction<CacheSchema, StoreName[], IDBTransactionMode>;

/** Records, and the epochs of their targets. */
export class IndexedDbStore {
  readonly #connection: Connection;
  readonly #room: Room;
  readonly #nowMs: () => Instant;

  constructor(connection: Connection, room: Room, nowMs: () => Instant) {
    this.#connection = connection;
    this.#room = room;
    this.#nowMs = nowMs;
  }

  async find({ target, selector }: Lookup): Promise<Found> {
    const database = await this.#connection.database();
    const transaction: Reading = database.transaction(["records", "epochs", "meta"]);
    const [rows, epoch] = await Promise.all([
      transaction.objectStore("records").getAll(keysUnder(target, selector)),
      epochOf(transaction, target),
    ]);
    const nowMs = this.#nowMs();
    return { complete: true, records: rows.filter(({ removeAtMs }) => removeAtMs > nowMs), epoch };
  }

  async put(
    { head, value }: StoredRecord,
    seen?: Precondition,
  ): Promise<"stored" | "conflict" | "too-large"> {
    const bytes = value as Uint8Array; // the cast: `valueKind` is 'bytes', so the engine gives nothing else
    if (bytes.byteLength > MAX_VALUE_BYTES) return "too-large";
    // A copy: a part of a larger buffer would be stored with all of it.
    const row: RecordRow = { ...head, value: bytes.slice() };
    return this.#room.for(() =>
      this.#connection.change(["records", "bodies", "epochs", "meta"], async (transaction) => {
        const records = transaction.objectStore("records");
        const before = await records.get(keyOf(head));
        if (seen !== undefined && !(await stillHolds(seen, before, head.target, transaction)))
          return "conflict";
        await records.put(row);
        if (head.body !== undefined) await adopt(transaction, head.body, keyOf(head));
        if (before?.body !== undefined && before.body.id !== head.body?.id)
          await release(transaction, before, this.#nowMs());
        return "stored";
      }),
    );
  }

  remove(which: readonly (Address & { readonly revision?: string })[]): Promise<number> {
    return this.#connection.change(["records", "bodies"], async (transaction) => {
      const records = transaction.objectStore("records");
      let removed = 0;
      for (const at of which) {
        const row = await records.get(keyOf(at));
        if (row === undefined || (at.revision !== undefined && at.revision !== row.revision)) continue;
        await records.delete(keyOf(at));
        await release(transaction, row, this.#nowMs());
        removed += 1;
      }
      return removed;
    });
  }

  invalidate(target: string): Promise<number> {
    return this.#connection.change(["records", "bodies", "epochs"], async (transaction) => {
      const nowMs = this.#nowMs();
      const epoch = { target, epoch: crypto.randomUUID(), untilMs: nowMs + EPOCH_KEPT_MS };
      await transaction.objectStore("epochs").put(epoch);
      const records = transaction.objectStore("records");
      const rows = await records.getAll(keysUnder(target));
      await records.delete(keysUnder(target));
      for (const row of rows) await release(transaction, row, nowMs);
      return rows.length;
    });
  }
}

async function stillHolds(
  seen: Precondition,
  before: RecordRow | undefined,
  target: string,
  transaction: Writing,
): Promise<boolean> {
  if ("revision" in seen) return before?.revision === seen.revision;
  return seen.epoch === (await epochOf(transaction, target));
}

async function epochOf(transaction: Reading | Writing, target: string): Promise<string> {
  const [generation, row] = await Promise.all([
    transaction.objectStore("meta").get("generation"),
    transaction.objectStore("epochs").get(target),
  ]);
  return `${generation ?? ""} ${row?.epoch ?? ""}`;
}
