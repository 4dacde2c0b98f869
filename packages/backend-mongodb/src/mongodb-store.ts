import { randomUUID } from "node:crypto";
import {
  type Address,
  type BackendHost,
  EPOCH_KEPT_MS,
  type Found,
  type Lookup,
  type Precondition,
  type StoredRecord,
} from "@rcache/core/backend";
import type { Collection } from "mongodb";
import { NO_VARIANT, recordId, targetId } from "./document-ids.ts";
import { isDuplicate } from "./duplicate-key.ts";
import type { MongodbBodies } from "./mongodb-bodies.ts";
import { MongodbLeases } from "./mongodb-leases.ts";
import type { Opened } from "./open-database.ts";
import { epochOf, putUnderEpoch } from "./put-under-epoch.ts";
import {
  absentFields,
  number,
  type RecordFields,
  type StoredDocument,
  text,
  toFields,
  toFound,
} from "./record-documents.ts";

/** A document may have 16 MiB. */
export const MAX_VALUE_BYTES = 15_000_000;
/** Much longer than an update takes; who dies in between keeps others from replacing this one revision for as long. */
const CLAIM_MS = 60_000;
const ATTEMPTS = 10;
/** By one command: what many ask for takes the driver, and some servers, a while. */
const REMOVED_AT_ONCE = 100;
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
    const plain = recordId(addressOf(at));
    const isPlain = prefer === undefined || prefer === NO_VARIANT;
    const preferred = isPlain ? plain : recordId({ ...addressOf(at), variant: prefer });
    const $in = isPlain ? [targetId(at.target), plain] : [targetId(at.target), preferred, plain];
    const documents = await this.#records.find({ _id: { $in } }).toArray();
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

  async put(
    record: StoredRecord,
    seen: Precondition | undefined,
  ): Promise<"stored" | "conflict" | "too-large"> {
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
    let removed = 0;
    for (let from = 0; from < which.length; from += REMOVED_AT_ONCE) {
      const deletes = which.slice(from, from + REMOVED_AT_ONCE).map((one) => ({
        deleteOne: {
          filter: { _id: recordId(one), ...(one.revision === undefined ? {} : { revision: one.revision }) },
        },
      }));
      removed += (await this.#records.bulkWrite(deletes, { ordered: false })).deletedCount;
    }
    return removed;
  }

  /** The epoch first: from then on nothing older is found, whoever writes it. */
  async invalidate(target: string): Promise<number> {
    const epoch = randomUUID();
    const untilMs = this.#host.nowMs() + EPOCH_KEPT_MS;
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
      { _id, revision, serializerId: text(fields["serializerId"]) },
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
    const live: StoredDocument[] = [];
    for (const document of documents) {
      const { _id, kind, revision, epoch: written } = document;
      if (kind !== "record") continue;
      if (written !== epoch)
        this.#records.deleteOne({ _id, revision, epoch: written }).catch(() => undefined);
      else if (number(document["removeAtMs"]) > nowMs) live.push(document);
    }
    return live;
  }
}

function addressOf({ target, selector }: Lookup): Address {
  return { target, selector, variant: NO_VARIANT };
}

function documentOf(fields: RecordFields, epoch: string): Omit<StoredDocument, "_id"> {
  return { ...fields, kind: "record", epoch };
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
