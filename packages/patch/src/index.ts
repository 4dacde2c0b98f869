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
export { originalFetch } from "./fetch/original-fetch.ts";
export type { HostFilter } from "./host-filter.ts";
export {
  clear,
  deleteExpired,
  deleteResponses,
  disabled,
  enabled,
  getCache,
  type Installation,
  installCache,
  isInstalled,
  uninstallCache,
} from "./install-cache.ts";
export type { InstallFilter, InstallOptions } from "./install-options.ts";
export type { HookName } from "./process/process-state.ts";
export { patchUndici } from "./undici/patch-undici.ts";
