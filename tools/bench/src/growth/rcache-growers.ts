import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { memoryBackend } from "@rcache/backend-memory";
import { sqliteBackend } from "@rcache/backend-sqlite";
import type { Backend } from "@rcache/core";
import { createCachedFetch } from "@rcache/fetch";
import { GROWN_BYTES, GROWN_HEADERS, type Grower } from "./grower.ts";

const AT_ONCE = 100;
const DAY_MS = 86_400_000;

/** @rcache over memory. */
export function growRcacheMemory(): Grower {
  return grower(memoryBackend({ maxBytes: 2_000_000_000 }));
}

/** @rcache over a file of SQLite. */
export function growRcacheSqlite(directory: string): Grower {
  return grower(sqliteBackend({ path: join(directory, "rcache.sqlite") }));
}

function grower(backend: Backend): Grower {
  let aheadMs = 0;
  const cached = createCachedFetch({
    backend,
    expireAfter: "1h",
    autoClose: true,
    clock: { nowMs: () => Date.now() + aheadMs },
    fetch: async () => new Response(new Uint8Array(GROWN_BYTES), { headers: GROWN_HEADERS }),
  });
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
    },
    read,
    async purge() {
      aheadMs = DAY_MS;
      return cached.cache.deleteExpired();
    },
    close: () => cached.close(),
  };
}
