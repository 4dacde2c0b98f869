import { randomUUID } from "node:crypto";
import type { RecordHead } from "@rcache/core/backend";
import type { AnyBulkWriteOperation, BulkWriteResult, Collection } from "mongodb";
import { NO_VARIANT, recordId, targetId } from "./document-ids.ts";
import { isDuplicate } from "./duplicate-key.ts";
import type { RecordFields, StoredDocument } from "./record-documents.ts";

/** The epoch of a target that was not invalidated lately. */
const FIRST_EPOCH = "0";
const ATTEMPTS = 10;

/**
 * Stores a record under an epoch, in one command of two or three statements: whether the target's epoch is this one; that its answers vary,
 * where they do; the record itself. The statements are not one transaction: a record that came too late is of an epoch that is not found.
 */
export async function putUnderEpoch(
  records: Collection<StoredDocument>,
  head: RecordHead,
  fields: RecordFields,
  epoch: string,
): Promise<"stored" | "conflict"> {
  const _id = recordId(head);
  const statements = statementsOf(_id, head, fields, epoch);
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const result = await write(records, statements);
    if (result !== "duplicate" && isCurrent(result, statements.length, epoch)) return "stored";
    if (result !== "duplicate") {
      // Nobody has found it, and nobody shall.
      await records.deleteOne({ _id, revision: head.revision, epoch });
      return "conflict";
    }
    // Not every compatible server says which statement met the document that is there already, and what the ones before it came to.
    const own = await records.findOne({ _id: targetId(head.target) }, { projection: { epoch: 1, kind: 1 } });
    if (epochOf(own) !== epoch) return "conflict";
    await records.deleteOne({ _id, epoch: { $ne: epoch } });
  }
  return "conflict";
}

/** Of a target's own document, which may not be there. */
export function epochOf(own: StoredDocument | null | undefined): string {
  const epoch = own?.["epoch"];
  return typeof epoch === "string" ? epoch : FIRST_EPOCH;
}

function statementsOf(
  _id: string,
  head: RecordHead,
  fields: RecordFields,
  epoch: string,
): AnyBulkWriteOperation<StoredDocument>[] {
  const target = targetId(head.target);
  const isSame = epoch === FIRST_EPOCH ? { $exists: true } : epoch;
  const varies = {
    updateOne: {
      filter: { _id: target },
      update: {
        $set: { kind: "target" as const, varies: true, token: randomUUID(), sweepAtMs: head.removeAtMs },
        $setOnInsert: { epochUntilMs: 0 },
      },
      upsert: true,
    },
  };
  return [
    { updateOne: { filter: { _id: target, epoch: isSame }, update: { $set: { kind: "target" } } } },
    ...(head.variant === NO_VARIANT ? [] : [varies]),
    {
      replaceOne: {
        filter: { _id, epoch },
        replacement: { ...fields, kind: "record", epoch },
        upsert: true,
      },
    },
  ];
}

async function write(
  records: Collection<StoredDocument>,
  statements: AnyBulkWriteOperation<StoredDocument>[],
): Promise<BulkWriteResult | "duplicate"> {
  try {
    return await records.bulkWrite(statements, { ordered: true });
  } catch (error) {
    if (isDuplicate(error)) return "duplicate";
    throw error;
  }
}

/** Each statement but the first has matched or inserted; what was matched beyond that is the first. */
function isCurrent(result: BulkWriteResult, statements: number, epoch: string): boolean {
  const wasMatched = result.matchedCount > statements - 1 - result.upsertedCount;
  return wasMatched !== (epoch === FIRST_EPOCH);
}
