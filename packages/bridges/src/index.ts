export { type KeyvLike, keyvBackend } from "./keyv-backend.ts";
export { undiciBackend } from "./undici-backend.ts";
export {
  type UndiciCacheStore,
  type UndiciKey,
  type UndiciStored,
  type UndiciValue,
  undiciCacheStore,
} from "./undici-cache-store.ts";
export { type UnstorageLike, unstorageBackend } from "./unstorage-backend.ts";
export { type CachedFetchLike, type WebCache, webCache } from "./web-cache.ts";
