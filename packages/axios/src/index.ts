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
