import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Backend } from "@rcache/core/backend";
import { backendContract } from "@rcache/testkit";
import Keyv, { type KeyvStorageAdapter } from "keyv";
import { Keyv as Keyv5 } from "keyv5";
import { cacheStores } from "undici";
import { createStorage } from "unstorage";
import fsDriver from "unstorage/drivers/fs";
import { afterAll, describe, it } from "vitest";
import { keyvBackend, undiciBackend, unstorageBackend } from "../src/index.ts";

const room = mkdtempSync(join(tmpdir(), "rcache-bridges-"));

afterAll(() => rmSync(room, { recursive: true, force: true }));

/** One store a name, which is still there when it is opened again. */
function kept<S>(make: (name: string) => S): (name: string) => S {
  const stores = new Map<string, S>();
  return (name) => {
    const store = stores.get(name) ?? make(name);
    stores.set(name, store);
    return store;
  };
}

/** What cannot list its keys. */
function threeFunctions(): KeyvStorageAdapter {
  const map = new Map<string, unknown>();
  // The cast: an adapter of the least that Keyv takes.
  return {
    get: async (key: string) => map.get(key),
    set: async (key: string, value: unknown) => void map.set(key, value),
    delete: async (key: string) => map.delete(key),
    clear: async () => map.clear(),
  } as unknown as KeyvStorageAdapter;
}

const keyv = kept((name) => new Keyv({ namespace: name, throwOnErrors: true }));
const keyv5 = kept((name) => new Keyv5({ namespace: name, throwOnErrors: true }));
const bare = kept(() => new Keyv({ store: threeFunctions(), useKeyPrefix: false }));
const memory = kept(() => createStorage());
const files = kept((name) => createStorage({ driver: fsDriver({ base: join(room, name) }) }));
const undiciMemory = kept(
  () => new cacheStores.MemoryCacheStore({ maxEntrySize: 30_000_000, maxSize: 300_000_000 }),
);
const undiciSqlite = kept(
  (name) => new cacheStores.SqliteCacheStore({ location: join(room, `${name}.sqlite`) }),
);

const SUBJECTS: readonly (readonly [string, (name: string) => Backend])[] = [
  ["keyvBackend over Keyv 6", (name) => keyvBackend(keyv(name))],
  ["keyvBackend over Keyv 5", (name) => keyvBackend(keyv5(name))],
  ["keyvBackend over an adapter that cannot iterate", (name) => keyvBackend(bare(name))],
  ["unstorageBackend over memory", (name) => unstorageBackend(memory(name))],
  ["unstorageBackend over files", (name) => unstorageBackend(files(name))],
  ["undiciBackend over MemoryCacheStore", (name) => undiciBackend(undiciMemory(name))],
  ["undiciBackend over SqliteCacheStore", (name) => undiciBackend(undiciSqlite(name))],
];

describe.each(SUBJECTS)("%s", (_title, open) => {
  backendContract({ describe, it }, { open: ({ cacheName }) => open(cacheName) });
});
