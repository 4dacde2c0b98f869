import { memoryBackend } from "@rcache/backend-memory";
import type { Backend } from "@rcache/core/backend";

/** One backend that finds what others hold, all at once, as a store does that several caches with different views have written to. */
export function mergedBackend(...parts: readonly Backend[]): Backend {
  const own = memoryBackend();
  return {
    name: "merged",
    valueKind: own.valueKind,
    maxValueBytes: own.maxValueBytes,
    open: (host) => own.open(host),
    find: async (at) => {
      const found = await Promise.all(parts.map((part) => part.find(at)));
      return { complete: true, records: found.flatMap(({ records }) => records) };
    },
    put: (record, seen) => own.put(record, seen),
    remove: (which) => own.remove(which),
    invalidate: (target) => own.invalidate(target),
    sweep: (limit) => own.sweep(limit),
    clear: () => own.clear(),
    flush: () => own.flush(),
    close: () => own.close(),
  };
}
