import { type Backend, keyValueBackend } from "@rcache/core/backend";
import { describe, it } from "vitest";
import { backendContract } from "../src/index.ts";

/** Synchronous, lists its keys, and is still there when it is opened again. */
function listingStore(stores: Map<string, Map<string, Uint8Array>>, cacheName: string): Backend {
  const store = stores.get(cacheName) ?? new Map<string, Uint8Array>();
  stores.set(cacheName, store);
  return keyValueBackend({
    get: (key) => store.get(key),
    set: (key, value) => void store.set(key, value),
    delete: (key) => void store.delete(key),
    list: async function* (prefix) {
      for (const key of [...store.keys()]) if (key.startsWith(prefix)) yield key;
    },
  });
}

/** Asynchronous, and knows no more than three calls. */
function plainStore(): Backend {
  const store = new Map<string, Uint8Array>();
  return keyValueBackend({
    get: async (key) => store.get(key),
    set: async (key, value) => void store.set(key, value),
    delete: async (key) => void store.delete(key),
  });
}

describe("keyValueBackend over a map that lists its keys", () => {
  const stores = new Map<string, Map<string, Uint8Array>>();
  backendContract(
    { describe, it },
    {
      open: ({ cacheName }) => listingStore(stores, cacheName),
      destroy: (cacheName) => stores.delete(cacheName),
    },
  );
});

describe("keyValueBackend over three asynchronous calls", () => {
  backendContract({ describe, it }, { open: async () => plainStore() });
});
