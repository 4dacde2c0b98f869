import type { Condition } from "./dynamodb-table.ts";

/** The epoch of a target that was not invalidated lately. */
export const FIRST_EPOCH = "0";

/** The record is there, and where a revision is named, it is this one. */
export function revisionIs(revision: string | undefined): Condition {
  if (revision === undefined) return { ConditionExpression: "attribute_exists(pk)" };
  return {
    ConditionExpression: "revision = :revision",
    ExpressionAttributeValues: { ":revision": { S: revision } },
  };
}

/** The target's epoch is this one. */
export function epochIs(epoch: string): Condition {
  if (epoch === FIRST_EPOCH) return { ConditionExpression: "attribute_not_exists(epoch)" };
  return { ConditionExpression: "epoch = :epoch", ExpressionAttributeValues: { ":epoch": { S: epoch } } };
}
