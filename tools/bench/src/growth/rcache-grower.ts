import { setImmediate } from "node:timers/promises";
import type { Backend } from "@rcache/core/backend";
import { createCachedFetch } from "@rcache/fetch";
import { GROWN_BYTES, GROWN_HEADERS, type Grower } from "./grower.ts";

const AT_ONCE = 100;
const DAY_MS = 86_400_000;

/** @rcache over a backend, with answers of its own instead of an origin. */
export function rcacheGrower(backend: Backend): Grower {
  let aheadMs = 0;
  const cached = createCachedFetch({
    backend,
    expireAfter: "1h",
    autoClose: true,
    // A busy machine is no failure of the store.
    backendDeadlineMs: 60_000,
    clock: { nowMs: () => Date.now() + aheadMs },
    fetch: async () => new Response(new Uint8Array(GROWN_BYTES), { headers: GROWN_HEADERS }),
  });
  // A store that fails is no answer that fails, but here it is what is measured.
  const failures: Error[] = [];
  cached.cache.on("backend-failed", ({ error }) => void failures.push(error));
  const read = async (url: string): Promise<number> => {
    const response = await cached(url);
    return (await response.arrayBuffer()).byteLength;
  };
  return {
    async fill(urls) {
      for (let i = 0; i < urls.length; i += AT_ONCE) {
        await Promise.all(urls.slice(i, i + AT_ONCE).map(read));
        // Real answers come in turns of the event loop; without one, all stores would wait for the last.
        await setImmediate();
      }
      await cached.cache.flush();
      if (failures[0] !== undefined) throw failures[0];
    },
    read,
    async scan() {
      let met = 0;
      for await (const _ of backend.scan?.({}) ?? []) met += 1;
      return met;
    },
    async walk() {
      let met = 0;
      for await (const _ of cached.cache.filter({})) met += 1;
      return met;
    },
    look: async (url) => backend.find({ target: url, selector: "GET" }, "-"),
    async purge() {
      aheadMs += DAY_MS;
      return cached.cache.deleteExpired();
    },
    removeUnder: (pattern) => cached.cache.delete({ urls: [pattern] }),
    clear: () => cached.cache.clear(),
    close: () => cached.close(),
  };
}
