import {
  type Address,
  type Awaitable,
  type BackendHost,
  EPOCH_KEPT_MS,
  type Found,
  type FoundRecord,
  type Lookup,
  type Precondition,
  type RecentRecord,
  RecentRecords,
  type RecordHead,
  type RecordValue,
  type ScanFilter,
  type StoredRecord,
  turn,
} from "@rcache/core/backend";
import { BodyRows } from "./body-rows.ts";
import { Connection, type ConnectionOptions } from "./connection.ts";
import type { SqliteDatabase } from "./drivers/driver.ts";
import { inSlices, removeInSlices, SLICE } from "./in-slices.ts";
import { Recency } from "./recency.ts";
import { bytesOf, foundOf, foundPending, headOf, plain, sizeOf } from "./record-rows.ts";
import { RecordWriter } from "./record-writer.ts";
import { headPages, matching } from "./scan-query.ts";
import { SqliteBodies } from "./sqlite-bodies.ts";
import { SqliteLeases } from "./sqlite-leases.ts";
import { andThen, inNextTurn, isPromise } from "./until-free.ts";
import { WriteQueue } from "./write-queue.ts";

const HEADS_A_PAGE = 100;
const VALUES_A_PAGE = 16;
/** Of a record that was not asked for again since it was read. */
const UNKNOWN = -1;
/** A larger value belongs into chunks: a row is read and written whole. */
export const MAX_VALUE_BYTES = 16_777_216;

/** What the store needs to know of the backend. */
export interface StoreOptions extends ConnectionOptions {
  readonly maxBytes: number;
  readonly report: BackendHost["report"];
}

/** A record's row. */
interface RowState {
  readonly id: number;
  /** Of the connection, when the row was last known to be current. */
  state: number;
}

/** One open database, and everything that is done with it. */
export class SqliteStore {
  readonly bodies: SqliteBodies;
  readonly leases: SqliteLeases;
  readonly #connection: Connection;
  readonly #recency: Recency;
  readonly #writer: RecordWriter;
  readonly #queue: WriteQueue;
  readonly #recent = new RecentRecords<RowState>();
  readonly #maxBytes: number;

  constructor(db: SqliteDatabase, options: StoreOptions) {
    const { nowMs, busyTimeoutMs, maxBytes, report } = options;
    const connection = new Connection(db, options);
    this.#connection = connection;
    this.#recency = new Recency(nowMs);
    const bodies = new BodyRows(connection);
    // Not within the transaction: whoever hears of it may write.
    const onFirstEviction = (): void => inNextTurn(() => report(fullWarning(options)));
    this.#writer = new RecordWriter({
      connection,
      bodies,
      recency: this.#recency,
      maxBytes,
      onFirstEviction,
    });
    this.#queue = new WriteQueue(connection, this.#writer, busyTimeoutMs);
    this.bodies = new SqliteBodies({ connection, rows: bodies, writer: this.#writer, queue: this.#queue });
    this.leases = new SqliteLeases(connection, this.#queue);
    this.#maxBytes = maxBytes;
  }

  /** One statement where the preferred record is there; then without the epoch, which only the first to store needs. */
  find(at: Lookup, prefer: string | undefined): Awaitable<Found> {
    try {
      return this.#find(at, prefer);
    } catch (error) {
      return this.#connection.readAgain(error, () => this.#find(at, prefer));
    }
  }

  #find(at: Lookup, prefer: string | undefined): Found {
    if (prefer !== undefined) {
      const record = this.#queue.isEmpty ? undefined : this.#queue.pending.get(at, prefer);
      if (record === undefined) {
        const found = this.#read(at, prefer);
        if (found !== undefined && found.removeAtMs > this.#connection.nowMs())
          return { complete: false, records: [found] };
      } else if (record.head.removeAtMs > this.#connection.nowMs()) {
        return { complete: false, records: [foundPending(record)] };
      }
    }
    return this.#findAll(at);
  }

  #read(at: Lookup, variant: string): FoundRecord | undefined {
    const { target, selector } = at;
    const key = `${selector.length} ${variant.length} ${selector} ${variant} ${target}`;
    const recent = this.#recent.get(key);
    if (recent !== undefined && this.#isCurrent(recent)) {
      this.#use(recent.state.id);
      return recent.found;
    }
    const row = this.#connection.sql.find.get(target, selector, variant);
    if (row === undefined) return undefined;
    this.#use(row[5]);
    return this.#recent.met(key, {
      found: foundOf(at, row),
      state: { id: row[5], state: UNKNOWN },
      again: () => this.#valueOf(at, variant, row[0]),
    });
  }

  #valueOf({ target, selector }: Lookup, variant: string, revision: string): RecordValue | undefined {
    const row = this.#connection.sql.find.get(target, selector, variant);
    return row?.[0] === revision ? plain(row[4]) : undefined;
  }

  #use(id: number): void {
    if (this.#maxBytes !== Number.POSITIVE_INFINITY) this.#recency.use(id);
  }

  #isCurrent({ found, state: row }: RecentRecord<RowState>): boolean {
    const state = this.#connection.state();
    if (row.state === state) return true;
    // Something has changed: whether it is this record, its revision tells.
    const { target, selector, variant, revision } = found;
    if (this.#connection.sql.revision.get(target, selector, variant) !== revision) return false;
    row.state = state;
    return true;
  }

  #findAll(at: Lookup): Found {
    const { findAll, look } = this.#connection.sql;
    const [epoch, isThere] = look.get(at.target, at.target, at.selector) ?? ["", 0];
    const nowMs = this.#connection.nowMs();
    const pending = this.#queue.isEmpty ? undefined : this.#queue.pending.of(at);
    const records: FoundRecord[] = [];
    for (const row of isThere === 0 ? [] : findAll.all(at.target, at.selector)) {
      if (row[2] <= nowMs || pending?.has(row[6])) continue;
      this.#use(row[5]);
      records.push(foundOf(at, row));
    }
    for (const record of pending?.values() ?? [])
      if (record.head.removeAtMs > nowMs) records.push(foundPending(record));
    return { complete: true, records, epoch };
  }

  put(record: StoredRecord, seen?: Precondition): ReturnType<WriteQueue["put"]> | "too-large" {
    if (bytesOf(record.value).byteLength > MAX_VALUE_BYTES || sizeOf(record) > this.#maxBytes)
      return "too-large";
    // Inside of bulkCommit the transaction is there already, and its end is the caller's.
    if (this.#connection.isWriting) return this.#writer.put(record, seen);
    return this.#queue.put(record, seen);
  }

  remove(which: readonly (Address & { readonly revision?: string })[]): Awaitable<number> {
    if (which.length === 0) return 0;
    if (which.length <= SLICE) return this.#queue.run(() => this.#writer.remove(which));
    return removeInSlices(this.#queue, this.#writer, which);
  }

  invalidate(target: string): Awaitable<number> {
    return this.#queue.run(() => this.#writer.invalidate(target));
  }

  /** In slices, so that neither the event loop nor another process waits long. */
  async removeWhere(filter: ScanFilter, limit: number): Promise<number> {
    const next = matching(this.#connection.db, filter);
    return await inSlices(this.#queue, limit, (most) => this.#deleteAll(next(most)));
  }

  async sweep(limit: number): Promise<{ readonly removed: number; readonly more: boolean }> {
    const { sql, nowMs } = this.#connection;
    const past = nowMs();
    await this.#queue.run(() => sql.forgetEpochs.run(past - EPOCH_KEPT_MS, SLICE));
    await this.leases.sweep();
    const records = await inSlices(this.#queue, limit, (most) => this.#deleteAll(sql.past.all(past, most)));
    let bodies = 0;
    while (records + bodies < limit) {
      const swept = await this.bodies.sweep();
      if (swept === "nothing") break;
      if (swept === "whole") bodies += 1;
      await turn();
    }
    const removed = records + bodies;
    if (removed < limit) return { removed, more: false };
    const isLeft = await this.#connection.read(() => sql.past.all(past, 1).length > 0);
    return { removed, more: isLeft || (await this.bodies.canSweep()) };
  }

  async clear(): Promise<void> {
    const { db, sql } = this.#connection;
    const last = await this.#queue.run(() => {
      // With another epoch for every target: what was asked for before is not stored after.
      db.exec("DELETE FROM targets; DELETE FROM leases; UPDATE state SET epoch = lower(hex(randomblob(8)))");
      return sql.lastId.get() ?? 0;
    });
    await inSlices(this.#queue, Number.POSITIVE_INFINITY, (most) =>
      this.#deleteAll(sql.upTo.all(last, most)),
    );
    await this.bodies.disown();
    while ((await this.bodies.sweep()) !== "nothing") await turn();
  }

  flush(): Awaitable<void> {
    return this.#queue.settled();
  }

  /** Heads in the order of their ids, those that are there when it begins, a page at a time: no read transaction stays open. */
  async *scan(filter: ScanFilter): AsyncGenerator<RecordHead & { readonly value?: RecordValue }> {
    await this.#queue.settled();
    const next = headPages(this.#connection.db, filter);
    const last = await this.#connection.read(() => this.#connection.sql.lastId.get() ?? 0);
    const limit = filter.values === true ? VALUES_A_PAGE : HEADS_A_PAGE;
    for (let after = 0; ; ) {
      const page = await this.#connection.read(() => next(after, last, limit));
      for (const row of page) {
        after = row.id;
        yield row.value === undefined ? headOf(row) : { ...headOf(row), value: plain(row.value) };
      }
      if (page.length < limit) return;
      await turn();
      await this.#queue.settled();
    }
  }

  stats(): Awaitable<{ readonly entries: number; readonly bytes: number }> {
    return andThen(this.#queue.settled(), () =>
      this.#connection.read(() => {
        const { entries, bytes } = this.#connection.totals();
        return { entries, bytes };
      }),
    );
  }

  vacuum(): void {
    const { db } = this.#connection;
    this.#queue.runNow(() => undefined);
    db.exec("VACUUM");
    // With a write-ahead log, the file shrinks when that is written back.
    db.pragma("wal_checkpoint(TRUNCATE)");
  }

  bulkCommit<T>(change: () => T): T {
    return this.#queue.runNow(() => {
      const result = change();
      if (isPromise(result))
        throw new TypeError("the function given to bulkCommit returned a promise: it has to be synchronous");
      this.#writer.evict();
      return result;
    });
  }

  close(): Awaitable<void> {
    return andThen(this.#queue.settled(), () => this.#connection.close());
  }

  #deleteAll(records: readonly Parameters<RecordWriter["delete"]>[0][]): number {
    for (const record of records) this.#writer.delete(record);
    return records.length;
  }
}

function fullWarning({ path, maxBytes }: StoreOptions): Parameters<BackendHost["report"]>[0] {
  return {
    kind: "warning",
    code: "RCACHE_STORE_FULL",
    message: `${path} has reached its limit of ${maxBytes} bytes: the least recently used answers go`,
    remedy: "Raise `maxBytes` if you need them.",
  };
}
