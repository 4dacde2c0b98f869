import { isRcacheError } from "@rcache/core";

/** Codes by which a cache rejects a request because its user asked for it (`onBackendError: 'throw'`). */
const ASKED_FOR: ReadonlySet<string> = new Set([
  "RCACHE_BACKEND_FAILED",
  "RCACHE_BACKEND_TIMEOUT",
  "RCACHE_BACKEND_PAUSED",
  "RCACHE_BACKEND_OVERLOADED",
]);

const said = new Set<string>();

/**
 * Whether the origin is asked without the cache although the cache has refused: for a mistake of set-up, such as a package that is not
 * installed. Nobody awaits a patched cache's `ready()`, so each is said once, as a warning of the process.
 */
export function isPassedOver(error: unknown): boolean {
  if (!isRcacheError(error) || ASKED_FOR.has(error.code)) return false;
  if (!said.has(error.message)) {
    said.add(error.message);
    process.emitWarning(`${error.message} ${error.remedy} Requests pass uncached.`, { code: error.code });
  }
  return true;
}

/** The telling of an answer. A mistake of set-up is no reason to fail what the origin has answered. */
export function toldUnlessPassedOver(told: Promise<void> | undefined): Promise<void> | undefined {
  return told?.catch((error: unknown) => {
    if (!isPassedOver(error)) throw error;
  });
}
