import { Buffer } from "node:buffer";
import { type Backend, type KeyValueStore, keyValueBackend } from "@rcache/core/backend";
import { checkedMembers } from "./checked-members.ts";
import { timeToLiveMs } from "./time-to-live.ts";

/** What is used of a Keyv of version 5 or 6. */
export interface KeyvLike {
  get(key: string): Promise<unknown>;
  set(key: string, value: string, ttlMs?: number): Promise<unknown>;
  delete(key: string): Promise<unknown>;
  /** Pairs of key and value. */
  readonly iterator?: unknown;
  /** The adapter. */
  readonly store?: unknown;
}

/**
 * Stores entries in a Keyv, and so in any database that Keyv has an adapter for.
 *
 * Values are base64 texts, which every adapter keeps. If the adapter can iterate, the cache can also be searched and counted; Keyv then reads
 * every value to list the keys. `keyValueBackend` says what is different without.
 *
 * A Keyv reports failures by its `error` event and answers as if nothing were stored. Make it with `throwOnErrors: true`, and the cache
 * reports them. Closing the cache does not disconnect the Keyv.
 *
 * @throws RcacheError `RCACHE_INVALID_OPTION` if it has no `get`, `set` or `delete`
 */
export function keyvBackend(keyv: KeyvLike): Backend {
  checkedMembers("keyv", keyv, ["get", "set", "delete"]);
  const store: KeyValueStore = {
    async get(key) {
      const text = await keyv.get(key);
      return typeof text === "string" ? new Uint8Array(Buffer.from(text, "base64")) : undefined;
    },
    async set(key, value, { expiresAtMs }) {
      const bytes = Buffer.from(value.buffer, value.byteOffset, value.length);
      await keyv.set(key, bytes.toString("base64"), timeToLiveMs(expiresAtMs));
    },
    async delete(key) {
      await keyv.delete(key);
    },
  };
  return keyValueBackend(canIterate(keyv) ? { ...store, list: (prefix) => keysOf(keyv, prefix) } : store);
}

type Iterating = KeyvLike & { iterator(): AsyncIterable<readonly unknown[]> };

/** Version 6 has an iterator in any case, which gives nothing where its adapter has none. */
function canIterate(keyv: KeyvLike): keyv is Iterating {
  let adapter: object = Object(keyv.store);
  // It wraps adapters in one that has an iterator too.
  for (let inner = innerStore(adapter); inner !== undefined; inner = innerStore(inner)) adapter = inner;
  return typeof keyv.iterator === "function" && ("iterator" in adapter || Symbol.iterator in adapter);
}

function innerStore(adapter: object): object | undefined {
  const inner: unknown = Reflect.get(adapter, "store");
  return typeof inner === "object" && inner !== null && inner !== adapter ? inner : undefined;
}

async function* keysOf(keyv: Iterating, prefix: string): AsyncGenerator<string> {
  // What is listed may be removed meanwhile, which not every adapter's iterator bears.
  const keys: string[] = [];
  for await (const [key] of keyv.iterator()) if (typeof key === "string") keys.push(key);
  yield* keys.filter((key) => key.startsWith(prefix));
}
