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
