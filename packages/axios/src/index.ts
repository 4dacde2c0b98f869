// What whoever has installed this package alone needs of the cache behind it: constants, errors, stores put together, and every type.

export type * from "@rcache/backends";
export { configuredOptions, keyValueBackend } from "@rcache/backends";
export {
  DO_NOT_CACHE,
  ERROR_CODES,
  EXPIRE_IMMEDIATELY,
  isRcacheError,
  NEVER_EXPIRE,
  RcacheError,
  tiered,
} from "@rcache/core";
export type {
  CachedAdapter,
  CachedAdapterOptions,
  CachedAxios,
  CachedAxiosConfig,
  CachedAxiosOptions,
  CachedAxiosResponse,
} from "./axios-types.ts";
export { createCachedAdapter } from "./create-cached-adapter.ts";
export { withCache } from "./with-cache.ts";
