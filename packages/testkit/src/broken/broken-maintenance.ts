import type { Backend } from "@rcache/core/backend";
import { type BrokenBackend, broken } from "./broken.ts";
import { headsOf } from "./broken-writes.ts";

const caches = new Map<string, Backend>();

/** B14–B19, B24. */
export const brokenMaintenance: readonly BrokenBackend[] = [
  broken("B14", "sweeps everything at once", (whole) => ({
    sweep: () => whole.sweep(Number.POSITIVE_INFINITY),
  })),
  broken("B15", "clears every cache whose name begins like its own", (whole, cacheName) => {
    caches.set(cacheName, whole);
    return {
      clear: async () => {
        for (const [name, cache] of caches) if (name.startsWith(cacheName)) await cache.clear();
      },
    };
  }),
  broken("B16", "cannot be closed twice", (whole) => {
    let isClosed = false;
    return {
      close: async () => {
        if (isClosed) throw new Error("already closed");
        isClosed = true;
        await whole.close();
      },
    };
  }),
  broken("B17", "pages by offset, and so misses records where some were removed meanwhile", (whole) => ({
    scan: async function* (filter) {
      for (let offset = 0; ; offset += 1) {
        let at = 0;
        let next: Awaited<ReturnType<typeof headsOf>>[number] | undefined;
        for await (const head of whole.scan(filter)) if (at++ === offset) next = head;
        if (next === undefined) return;
        yield next;
      }
    },
  })),
  broken("B18", "removes at once all that the filter matches", (whole) => ({
    removeWhere: (filter) => whole.removeWhere(filter, Number.POSITIVE_INFINITY),
  })),
  broken("B24", "removes one after the other without a pause", (whole) => ({
    remove: async (which) => {
      let removed = 0;
      for (const one of which) removed += await whole.remove([one]);
      return removed;
    },
  })),
  broken("B19", "counts the bytes of what is stored instead of those of the bodies", (whole) => ({
    stats: async () => {
      let bytes = 0;
      for await (const { value } of whole.scan({ values: true }))
        if (value instanceof Uint8Array) bytes += value.length;
      return { entries: (await headsOf(whole)).length, bytes };
    },
  })),
];
