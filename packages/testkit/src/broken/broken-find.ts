import type { Found, FoundRecord } from "@rcache/core/backend";
import { type BrokenBackend, broken } from "./broken.ts";

/** B1–B7. */
export const brokenFind: readonly BrokenBackend[] = [
  broken("B1", "calls every serializer by the name of the usual one", (whole) => ({
    find: async (at, prefer) => {
      const found = await whole.find(at, prefer);
      return { ...found, records: found.records.map((record) => ({ ...record, serializerId: "frame1" })) };
    },
  })),
  broken("B2", "throws where it looks for a preferred record and there is none at all", (whole) => ({
    find: async (at, prefer) => {
      const found = await whole.find(at, prefer);
      if (prefer !== undefined && found.records.length === 0) throw new Error("not found");
      return found;
    },
  })),
  broken("B3", "asks whether a record is past its removal only where prefer is given", (whole) => {
    let lateMs = 0;
    return {
      // A clock that stands still where nobody prefers anything.
      open: (host) => whole.open({ ...host, nowMs: () => host.nowMs() - lateMs }),
      find: (at, prefer) => {
        lateMs = prefer === undefined ? 1e12 : 0;
        const found = whole.find(at, prefer);
        lateMs = 0;
        return found;
      },
    };
  }),
  broken("B4", "gives fifty variants and says that they are all", (whole) => ({
    find: async (at, prefer) => {
      const found = await whole.find(at, prefer);
      return { ...found, records: found.records.slice(0, 50) };
    },
  })),
  broken("B5", "looks for the preferred record among the first eight", (whole) => ({
    find: async (at, prefer) => {
      const all = await whole.find(at);
      const first = { ...all, records: all.records.slice(0, 8) };
      const isThere = (found: Found): boolean => found.records.some((one) => one.variant === prefer);
      return isThere(all) && !isThere(first) ? { ...first, complete: false } : all;
    },
  })),
  broken("B6", "takes targets that differ in case for one", (whole) => ({
    find: async (at, prefer) => {
      const own = await whole.find(at, prefer);
      if (own.records.length > 0) return own;
      return whole.find({ ...at, target: at.target.toLowerCase() }, prefer);
    },
    put: async (record, seen) => {
      const folded = { ...record.head, target: record.head.target.toLowerCase() };
      if (folded.target !== record.head.target && folded.target.length < 100)
        return whole.put({ ...record, head: folded }, seen);
      return whole.put(record, seen);
    },
  })),
  broken("B7", "hands out the same bytes every time", (whole) => {
    const handedOut = new Map<string, FoundRecord>();
    return {
      find: async (at, prefer) => {
        const found = await whole.find(at, prefer);
        const records = found.records.map((record) => {
          const key = JSON.stringify([record.target, record.selector, record.variant, record.revision]);
          const first = handedOut.get(key) ?? record;
          handedOut.set(key, first);
          return first;
        });
        return { ...found, records };
      },
    };
  }),
];
