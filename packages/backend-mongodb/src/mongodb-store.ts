import { randomUUID } from "node:crypto";
import type {
  Address,
  BackendHost,
  Found,
  Lookup,
  RecordHead,
  RecordValue,
  ScanFilter,
  StoredRecord,
  Witness,
} from "@rcache/core";
import type { Collection, Filter } from "mongodb";
import { NO_VARIANT, recordId, targetId } from "./document-ids.ts";
import { isDuplicate } from "./duplicate-key.ts";
import type { MongodbBodies } from "./mongodb-bodies.ts";
import { MongodbLeases } from "./mongodb-leases.ts";
import type { Opened } from "./open-database.ts";
import { epochOf, putUnderEpoch } from "./put-under-epoch.ts";
import {
  absentFields,
  HEAD_PROJECTION,
  number,
  type RecordFields,
  type StoredDocument,
  text,
  toFields,
  toFound,
  toHead,
  toValue,
} from "./record-documents.ts";

/** A document may have 16 MiB. */
export const MAX_VALUE_BYTES = 15_000_000;
/** An epoch outlives any flight, and the difference of two clocks. */
const EPOCH_MS = 2 * 86_400_000;
/** Much longer than an update takes; who dies in between keeps others from replacing this one revision for as long. */
const CLAIM_MS = 60_000;
/** So much later a sweep looks again at a target that has records still. */
const LATER_MS = 60 * 60_000;
const ATTEMPTS = 10;
const PAGE = 200;

/**
 * Records in one collection, and beside them one document for each target that was invalidated or whose answers vary.
 *
 * A record carries the epoch under which it was written. One of another epoch than its target's is not found, and goes with the next look:
 * so that a store and an invalidation need no transaction.
 */
export class MongodbStore {
  readonly bodies: MongodbBodies;
  readonly leases: MongodbLeases;
  readonly #records: Collection<StoredDocument>;
  readonly #sizeOf: Opened["sizeOf"];
  readonly #updatesAtOnce: boolean;
  readonly #host: BackendHost;

  constructor(opened: Opened, bodies: MongodbBodies, host: BackendHost) {
    this.bodies = bodies;
    this.leases = new MongodbLeases(opened.leases, host);
    this.#records = opened.records;
    this.#sizeOf = opened.sizeOf;
    this.#updatesAtOnce = opened.updatesAtOnce;
    this.#host = host;
  }

  /**
   * One question, by `_id`: the target's own document, the record that is preferred, and the one of answers that do not vary. Only where
   * answers vary and the preferred one is not there, a second asks for all of them.
   */
  async find(at: Lookup, prefer: string | undefined): Promise<Found> {
    const preferred = recordId({ ...addressOf(at), variant: prefer ?? NO_VARIANT });
    const ids = new Set([targetId(at.target), preferred, recordId(addressOf(at))]);
    const documents = await this.#records.find({ _id: { $in: [...ids] } }).toArray();
    const own = documents.find(({ kind }) => kind === "target");
    const epoch = epochOf(own);
    const live = this.#live(documents, epoch);
    if (own?.["varies"] !== true) return { complete: true, records: live.map(toFound), epoch };
    const wanted = live.filter(({ _id }) => prefer !== undefined && _id === preferred);
    if (wanted.length > 0) return { complete: false, records: wanted.map(toFound), epoch };
    const { target, selector } = at;
    const all = await this.#records.find({ kind: "record", target, selector }).toArray();
    return { complete: true, records: this.#live(all, epoch).map(toFound), epoch };
  }

  async put(record: StoredRecord, seen: Witness | undefined): Promise<"stored" | "conflict" | "too-large"> {
    const { head } = record;
    const fields = toFields(record);
    if (this.#sizeOf(fields) > MAX_VALUE_BYTES) return "too-large";
    const _id = recordId(head);
    if (head.body !== undefined && !(await this.bodies.adopt(head.body, _id))) return "conflict";
    if (seen !== undefined && "revision" in seen) return this.#replaceAlone(_id, fields, seen.revision);
    if (seen !== undefined) return putUnderEpoch(this.#records, head, fields, seen.epoch);
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const epoch = epochOf(await this.#records.findOne({ _id: targetId(head.target) }));
      if ((await putUnderEpoch(this.#records, head, fields, epoch)) === "stored") return "stored";
    }
    return "conflict";
  }

  async remove(which: readonly (Address & { readonly revision?: string })[]): Promise<number> {
    if (which.length === 0) return 0;
    const deletes = which.map((one) => ({
      deleteOne: {
        filter: { _id: recordId(one), ...(one.revision === undefined ? {} : { revision: one.revision }) },
      },
    }));
    return (await this.#records.bulkWrite(deletes, { ordered: false })).deletedCount;
  }

  /** The epoch first: from then on nothing older is found, whoever writes it. */
  async invalidate(target: string): Promise<number> {
    const epoch = randomUUID();
    const untilMs = this.#host.nowMs() + EPOCH_MS;
    await again(() =>
      this.#records.updateOne(
        { _id: targetId(target) },
        { $set: { kind: "target", epoch, token: epoch, epochUntilMs: untilMs, sweepAtMs: untilMs } },
        { upsert: true },
      ),
    );
    const removed = await this.#records.deleteMany({ kind: "record", target, epoch: { $ne: epoch } });
    return removed.deletedCount;
  }

  async sweep(limit: number): Promise<{ removed: number; more: boolean }> {
    const nowMs = this.#host.nowMs();
    // By the date, which has an index for the server's own expiry.
    const past: Filter<StoredDocument> = { kind: "record", removeAt: { $lte: new Date(nowMs) } };
    const found = await this.#idsOf(past, limit + 1);
    const ids = found.slice(0, limit);
    const removed = ids.length === 0 ? 0 : await this.#deleteMany({ ...past, _id: { $in: ids } });
    const targets = await this.#sweepTargets(limit, nowMs);
    const bodies = await this.bodies.sweep(limit);
    await this.leases.sweep();
    return { removed, more: found.length > limit || targets.more || bodies.more };
  }

  async clear(): Promise<void> {
    await this.#records.deleteMany({ kind: "record" });
    // An epoch that may be asked for outlives what it guards.
    await this.#records.deleteMany({ kind: "target", epochUntilMs: { $lte: this.#host.nowMs() } });
    await this.bodies.clear();
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
      removed += await this.#deleteMany({ ...query, _id: { $in: ids } });
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

  /**
   * Of those who have seen the same revision one replaces it. Where an update is not one step, they first take a lease on it: an insert is,
   * everywhere. Who takes it later than that finds another revision.
   */
  async #replaceAlone(_id: string, fields: RecordFields, revision: string): Promise<"stored" | "conflict"> {
    if (this.#updatesAtOnce) return this.#replace(_id, fields, revision);
    const claim = await this.leases.lease(`replaces ${revision} of ${_id}`, CLAIM_MS);
    if (!claim.held) return "conflict";
    try {
      return await this.#replace(_id, fields, revision);
    } finally {
      await claim.release("stored");
    }
  }

  /** In one question: the revision decides, and the epoch stays that of the record which is replaced. */
  async #replace(_id: string, fields: RecordFields, revision: string): Promise<"stored" | "conflict"> {
    const replaced = await this.#records.updateOne(
      { _id, revision, codec: text(fields["codec"]) },
      { $set: fields, $unset: absentFields(fields) },
    );
    if (replaced.matchedCount > 0) return "stored";
    const there = await this.#records.findOne({ _id, revision }, { projection: { epoch: 1, kind: 1 } });
    if (there === null) return "conflict";
    // Of another serializer, whose fields nobody here knows.
    const epoch = text(there["epoch"]);
    const whole = await this.#records.replaceOne({ _id, revision, epoch }, documentOf(fields, epoch));
    return whole.matchedCount > 0 ? "stored" : "conflict";
  }

  /** What may be handed out. What was written under another epoch goes, without anybody waiting for it. */
  #live(documents: readonly StoredDocument[], epoch: string): readonly StoredDocument[] {
    const nowMs = this.#host.nowMs();
    const records = documents.filter(({ kind }) => kind === "record");
    for (const { _id, revision, epoch: written } of records.filter((one) => one["epoch"] !== epoch))
      this.#records.deleteOne({ _id, revision, epoch: written }).catch(() => undefined);
    return records.filter((one) => one["epoch"] === epoch && number(one["removeAtMs"]) > nowMs);
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

  async #deleteMany(query: Filter<StoredDocument>): Promise<number> {
    return (await this.#records.deleteMany(query)).deletedCount;
  }
}

function addressOf({ target, selector }: Lookup): Address {
  return { target, selector, variant: NO_VARIANT };
}

function documentOf(fields: RecordFields, epoch: string): Omit<StoredDocument, "_id"> {
  return { ...fields, kind: "record", epoch };
}

function queryOf(filter: ScanFilter): Filter<StoredDocument> {
  const { host, tag, createdBeforeMs, freshBeforeMs } = filter;
  return {
    kind: "record",
    ...(host === undefined ? {} : { host }),
    ...(tag === undefined ? {} : { tags: tag }),
    ...(createdBeforeMs === undefined ? {} : { createdAtMs: { $lt: createdBeforeMs } }),
    ...(freshBeforeMs === undefined ? {} : { freshUntilMs: { $lte: freshBeforeMs } }),
  };
}

/** Two that insert the same document at the same moment: the second finds it there. */
async function again<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    return run();
  }
}
