import type { BackendHost, RecordHead, RecordValue, ScanFilter } from "@rcache/core/backend";
import type { Collection, Filter } from "mongodb";
import { targetId } from "./document-ids.ts";
import type { MongodbBodies } from "./mongodb-bodies.ts";
import type { MongodbLeases } from "./mongodb-leases.ts";
import type { MongodbStore } from "./mongodb-store.ts";
import type { Opened } from "./open-database.ts";
import { HEAD_PROJECTION, number, type StoredDocument, toHead, toValue } from "./record-documents.ts";

/** So much later a sweep looks again at a target that has records still. */
const LATER_MS = 60 * 60_000;
const PAGE = 100;
/** Removed by one command: some servers answer nobody else until it is done. */
const AT_ONCE = 100;

/** What goes over the whole collection: walking, counting, and taking away what nobody asks for. */
export class MongodbMaintenance {
  readonly #records: Collection<StoredDocument>;
  readonly #bodies: MongodbBodies;
  readonly #leases: MongodbLeases;
  readonly #host: BackendHost;

  constructor({ records }: Opened, { bodies, leases }: MongodbStore, host: BackendHost) {
    this.#records = records;
    this.#bodies = bodies;
    this.#leases = leases;
    this.#host = host;
  }

  async sweep(limit: number): Promise<{ removed: number; more: boolean }> {
    const nowMs = this.#host.nowMs();
    // By the date, which has an index for the server's own expiry.
    const past: Filter<StoredDocument> = { kind: "record", removeAt: { $lte: new Date(nowMs) } };
    const found = await this.#idsOf(past, limit + 1);
    const ids = found.slice(0, limit);
    const removed = await this.#delete(ids, past);
    const targets = await this.#sweepTargets(limit, nowMs);
    const bodies = await this.#bodies.sweep(limit);
    await this.#leases.sweep();
    return { removed, more: found.length > limit || targets.more || bodies.more };
  }

  async clear(): Promise<void> {
    await this.#records.deleteMany({ kind: "record" });
    // An epoch that may be asked for outlives what it guards.
    await this.#records.deleteMany({ kind: "target", epochUntilMs: { $lte: this.#host.nowMs() } });
    await this.#bodies.clear();
  }

  async *scan(filter: ScanFilter): AsyncGenerator<RecordHead & { readonly value?: RecordValue }, undefined> {
    const projection = filter.values === true ? {} : { projection: HEAD_PROJECTION };
    const cursor = this.#records.find(queryOf(filter), { ...projection, batchSize: PAGE });
    for await (const document of cursor) {
      const head = toHead(document);
      yield filter.values === true ? { ...head, value: toValue(document) } : head;
    }
    return undefined;
  }

  async removeWhere(filter: ScanFilter, limit: number): Promise<number> {
    const query = queryOf(filter);
    let removed = 0;
    while (removed < limit) {
      const ids = await this.#idsOf(query, limit - removed);
      if (ids.length === 0) break;
      removed += await this.#delete(ids, query);
    }
    return removed;
  }

  async stats(): Promise<{ entries: number; bytes: number }> {
    // Two questions: not every compatible server counts and adds up in one.
    const records: Filter<StoredDocument> = { kind: "record" };
    const total = [{ $match: records }, { $group: { _id: null, bytes: { $sum: "$bytes" } } }];
    const [entries, [sum]] = await Promise.all([
      this.#records.countDocuments(records),
      this.#records.aggregate(total).toArray(),
    ]);
    return { entries, bytes: number(sum?.["bytes"]) };
  }

  /** A target's own document is needed while its epoch may be asked for, and while there are records that vary or carry it. */
  async #sweepTargets(limit: number, nowMs: number): Promise<{ more: boolean }> {
    const past = await this.#records
      .find({ kind: "target", sweepAtMs: { $lte: nowMs } })
      .limit(limit + 1)
      .toArray();
    for (const { _id, token } of past.slice(0, limit)) {
      const target = _id.slice(targetId("").length);
      const isNeeded = (await this.#idsOf({ kind: "record", target }, 1)).length > 0;
      if (isNeeded) await this.#records.updateOne({ _id, token }, { $set: { sweepAtMs: nowMs + LATER_MS } });
      else await this.#records.deleteOne({ _id, token });
    }
    return { more: past.length > limit };
  }

  async #idsOf(query: Filter<StoredDocument>, limit: number): Promise<readonly string[]> {
    const found = await this.#records
      .find(query, { projection: { _id: 1, kind: 1 } })
      .limit(limit)
      .toArray();
    return found.map(({ _id }) => _id);
  }

  /** Of these, what the query still holds for. */
  async #delete(ids: readonly string[], query: Filter<StoredDocument>): Promise<number> {
    let removed = 0;
    for (let from = 0; from < ids.length; from += AT_ONCE) {
      const some = ids.slice(from, from + AT_ONCE);
      removed += (await this.#records.deleteMany({ ...query, _id: { $in: some } })).deletedCount;
    }
    return removed;
  }
}

function queryOf(filter: ScanFilter): Filter<StoredDocument> {
  const { host, tag, freshBeforeMs } = filter;
  return {
    kind: "record",
    ...(host === undefined ? {} : { host }),
    ...(tag === undefined ? {} : { tags: tag }),
    ...(freshBeforeMs === undefined ? {} : { freshUntilMs: { $lte: freshBeforeMs } }),
  };
}
