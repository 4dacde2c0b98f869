import { turn } from "@rcache/core/backend";
import type { RecordWriter } from "./record-writer.ts";
import type { WriteQueue } from "./write-queue.ts";

/** What one transaction of maintenance removes: a few milliseconds. */
export const SLICE = 50;

/** Removes, at most so many, in one transaction after the other, until one finds fewer than it may remove. The event loop turns between them. */
export async function inSlices(
  queue: WriteQueue,
  limit: number,
  slice: (most: number) => number,
): Promise<number> {
  let removed = 0;
  while (removed < limit) {
    const most = Math.min(SLICE, limit - removed);
    const now = await queue.run(() => slice(most));
    removed += now;
    if (now < most) break;
    await turn();
  }
  return removed;
}

/** The same for records that are named. */
export async function removeInSlices(
  queue: WriteQueue,
  writer: RecordWriter,
  which: Parameters<RecordWriter["remove"]>[0],
): Promise<number> {
  let removed = 0;
  for (let from = 0; from < which.length; from += SLICE) {
    removed += await queue.run(() => writer.remove(which.slice(from, from + SLICE)));
    await turn();
  }
  return removed;
}
