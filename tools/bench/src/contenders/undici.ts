import { join } from "node:path";
import { Agent, cacheStores, type Dispatcher, fetch, interceptors } from "undici";
import type { Client, Contender } from "../harness/client.ts";
import { fetchClient } from "./fetch-client.ts";

/** undici's fetch with its cache interceptor, in memory. */
export const undiciMemory: Contender = {
  role: "peer",
  open: async () => client(interceptors.cache({ store: roomyMemory() })),
};

/** The same with its deduplicating interceptor below, which a herd needs. */
export const undiciMemoryDeduplicated: Contender = {
  role: "peer",
  open: async () => client(interceptors.deduplicate(), interceptors.cache({ store: roomyMemory() })),
};

/** undici's fetch with its cache interceptor, in a file of SQLite. */
export const undiciSqlite: Contender = {
  role: "peer",
  async open(directory) {
    const store = new cacheStores.SqliteCacheStore({ location: join(directory, "undici.sqlite") });
    return client(interceptors.cache({ store }));
  },
};

// Its defaults keep 1,024 entries.
function roomyMemory(): InstanceType<typeof cacheStores.MemoryCacheStore> {
  const most = Number.MAX_SAFE_INTEGER;
  return new cacheStores.MemoryCacheStore({ maxCount: most, maxSize: most, maxEntrySize: most });
}

function client(...composed: readonly Dispatcher.DispatcherComposeInterceptor[]): Client {
  const dispatcher = composed.reduce<Dispatcher>((inner, next) => inner.compose(next), new Agent());
  return fetchClient((url) => fetch(url, { dispatcher }), { close: () => dispatcher.close() });
}
