import type { BodyRef, Instant } from "@rcache/core/backend";
import { keyOf, type RecordKey, type RecordRow, type Writing } from "./schema.ts";

/** From now on the body lives as long as this record names it. */
export async function adopt(transaction: Writing, { id }: BodyRef, owner: RecordKey): Promise<void> {
  const bodies = transaction.objectStore("bodies");
  const row = await bodies.get(id);
  if (row === undefined) return;
  const { orphanUntilMs: _, ...rest } = row;
  await bodies.put({ ...rest, owner });
}

/** A record names its body no longer. It goes at once, unless somebody asked to keep it or another record took it over. */
export async function release(transaction: Writing, record: RecordRow, nowMs: Instant): Promise<void> {
  if (record.body === undefined) return;
  const bodies = transaction.objectStore("bodies");
  const row = await bodies.get(record.body.id);
  if (row === undefined || indexedDB.cmp(row.owner ?? "", keyOf(record)) !== 0) return;
  if (row.keepUntilMs <= nowMs) await bodies.delete(row.id);
  else {
    const { owner: _, ...rest } = row;
    await bodies.put({ ...rest, orphanUntilMs: row.keepUntilMs });
  }
}
