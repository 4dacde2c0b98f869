import { Buffer } from "node:buffer";
import { finished } from "node:stream/promises";
import { type Backend, keyValueBackend, NEVER_MS } from "@rcache/core/backend";
import { checkedMembers } from "./checked-members.ts";
import type { UndiciCacheStore, UndiciStored } from "./undici-cache-store.ts";

/**
 * Stores entries in a cache store of undici, such as its `SqliteCacheStore` or one that somebody wrote for another database.
 *
 * Each value is a response of its own under the origin `rcache:`, so undici's interceptor can use the same store. These stores cannot list
 * what they hold: `keyValueBackend` says what is different without. Closing the cache does not close the store.
 *
 * @throws RcacheError `RCACHE_INVALID_OPTION` if it has no `get`, `createWriteStream` or `delete`
 */
export function undiciBackend(store: UndiciCacheStore): Backend {
  checkedMembers("store", store, ["get", "createWriteStream", "delete"]);
  return keyValueBackend({
    async get(key) {
      const stored = await store.get(keyOf(key));
      return stored === undefined ? undefined : bytesOf(stored);
    },
    async set(key, value, { expiresAtMs }) {
      const atMs = Math.min(expiresAtMs, NEVER_MS);
      const head = { statusCode: 200, statusMessage: "", headers: {}, cacheControlDirectives: {} };
      const times = { cachedAt: Date.now(), staleAt: atMs, deleteAt: atMs };
      // undefined: the store has no room for it. What is not there is a miss.
      const stream = store.createWriteStream(keyOf(key), { ...head, ...times });
      if (stream === undefined) return;
      stream.end(Buffer.from(value));
      await finished(stream);
    },
    async delete(key) {
      await store.delete(keyOf(key));
    },
  });
}

function keyOf(key: string): { origin: string; method: string; path: string } {
  return { origin: "rcache:", method: "GET", path: `/${encodeURIComponent(key)}` };
}

async function bytesOf({ body }: UndiciStored): Promise<Uint8Array | undefined> {
  if (body === undefined || body === null) return undefined;
  if (typeof body === "string") return new Uint8Array(Buffer.from(body));
  if (body instanceof Uint8Array) return new Uint8Array(body);
  const pieces: Uint8Array[] = [];
  for await (const piece of body) pieces.push(typeof piece === "string" ? Buffer.from(piece) : piece);
  return new Uint8Array(Buffer.concat(pieces));
}
