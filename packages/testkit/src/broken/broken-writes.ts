import type { RecordHead, RecordValue } from "@rcache/core/backend";
import { type BrokenBackend, broken, nextTurn, type WholeBackend } from "./broken.ts";

/** B8–B13. */
export const brokenWrites: readonly BrokenBackend[] = [
  broken("B8", "joins one writer's revision to another's value where two write at once", (whole) => {
    const underWay = new Map<string, RecordValue>();
    return {
      put: async (record, seen) => {
        if (seen !== undefined) return whole.put(record, seen);
        const key = JSON.stringify([record.head.target, record.head.selector, record.head.variant]);
        const value = underWay.get(key) ?? record.value;
        underWay.set(key, value);
        await nextTurn();
        underWay.delete(key);
        return whole.put({ head: record.head, value });
      },
      // After what waits above: only one promise is to be broken.
      close: async () => {
        await nextTurn();
        await whole.close();
      },
    };
  }),
  broken("B9", "looks at the revision, waits, and then writes without looking again", (whole) => ({
    put: async (record, seen) => {
      if (seen === undefined || "epoch" in seen) return whole.put(record, seen);
      const { records } = await whole.find(record.head);
      const there = records.find((one) => one.variant === record.head.variant);
      if (there?.revision !== seen.revision) return "conflict";
      await nextTurn();
      return whole.put(record);
    },
  })),
  broken("B10", "takes an epoch for a number and refuses smaller ones only", (whole) => ({
    put: async (record, seen) => {
      if (seen === undefined || "revision" in seen) return whole.put(record, seen);
      const { epoch } = await whole.find(record.head);
      const isSmaller = Number(seen.epoch.slice(1)) < Number(epoch?.slice(1));
      return isSmaller ? "conflict" : whole.put(record);
    },
  })),
  broken("B11", "drops what was there when something too large comes", (whole) => ({
    put: async (record, seen) => {
      const result = await whole.put(record, seen);
      const { target, selector, variant } = record.head;
      if (result === "too-large") await whole.remove([{ target, selector, variant }]);
      return result;
    },
  })),
  broken("B12", "counts what is missing too", (whole) => ({
    remove: async (which) => {
      await whole.remove(which);
      return which.length;
    },
  })),
  broken("B13", "forgets an invalidation of a target without records", (whole) => ({
    invalidate: async (target) => {
      const heads = await headsOf(whole);
      return heads.some((head) => head.target === target) ? whole.invalidate(target) : 0;
    },
  })),
];

/** Every head. */
export async function headsOf(whole: WholeBackend): Promise<readonly RecordHead[]> {
  const heads: RecordHead[] = [];
  for await (const head of whole.scan({})) heads.push(head);
  return heads;
}
