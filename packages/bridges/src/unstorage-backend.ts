import { Buffer } from "node:buffer";
import { type Backend, keyValueBackend } from "@rcache/core/backend";
import { checkedMembers } from "./checked-members.ts";
import { timeToLiveMs } from "./time-to-live.ts";

/** What is used of an unstorage `Storage`. */
export interface UnstorageLike {
  getItemRaw(key: string): Promise<unknown>;
  setItemRaw(key: string, value: unknown, options?: { ttl?: number }): Promise<void>;
  removeItem(key: string): Promise<void>;
  getKeys(base?: string): Promise<string[]>;
}

/** So many digits a part: file systems take names of 255 bytes. */
const PART_DIGITS = 200;
const BASE = "rcache";
const END = "~";

/**
 * Stores entries in an unstorage `Storage`, and so in anything that unstorage has a driver for: Cloudflare KV, Deno KV, Netlify Blobs, Vercel
 * KV, Azure, S3, LRU and others.
 *
 * unstorage takes `?`, `/` and `:` in keys for its own, so keys are written in hexadecimal digits. Drivers that know a time to live are told
 * it, in seconds.
 * The `Storage` stays yours: closing the cache does not dispose of it.
 *
 * @throws RcacheError `RCACHE_INVALID_OPTION` if it is no `Storage`
 */
export function unstorageBackend(storage: UnstorageLike): Backend {
  checkedMembers("storage", storage, ["getItemRaw", "setItemRaw", "removeItem", "getKeys"]);
  return keyValueBackend({
    get: async (key) => bytesOf(await storage.getItemRaw(written(key))),
    async set(key, value, { expiresAtMs }) {
      const ttlMs = timeToLiveMs(expiresAtMs);
      // A copy: a driver may keep what it is given.
      const kept = new Uint8Array(value);
      await storage.setItemRaw(
        written(key),
        kept,
        ttlMs === undefined ? {} : { ttl: Math.ceil(ttlMs / 1000) },
      );
    },
    delete: (key) => storage.removeItem(written(key)),
    async *list(prefix) {
      for (const name of await storage.getKeys(BASE)) {
        const key = read(name);
        if (key?.startsWith(prefix)) yield key;
      }
    },
  });
}

/** Only the last part ends with the sign, so that none is both a file and a folder. */
function written(key: string): string {
  const digits = Buffer.from(key, "utf8").toString("hex");
  const parts = digits.match(new RegExp(`.{1,${PART_DIGITS}}`, "g")) ?? [];
  return `${BASE}:${parts.join(":")}${END}`;
}

/** undefined: somebody else's. */
function read(name: string): string | undefined {
  const digits = /^rcache:([0-9a-f:]+)~$/.exec(name)?.[1];
  return digits && Buffer.from(digits.replaceAll(":", ""), "hex").toString("utf8");
}

/** Drivers give bytes as what they have. */
function bytesOf(value: unknown): Uint8Array | undefined {
  if (value instanceof Uint8Array) return new Uint8Array(value);
  return value instanceof ArrayBuffer ? new Uint8Array(value.slice(0)) : undefined;
}
