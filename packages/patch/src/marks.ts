import type { CacheOutcome } from "@rcache/core";

/** Puts `fromCache` and `cache` on a response, as every response of a cache has them; not enumerable, so that it compares as without. */
export function mark(response: object, cache: CacheOutcome): void {
  Object.defineProperty(response, "fromCache", { value: cache.fromCache, configurable: true });
  Object.defineProperty(response, "cache", { value: cache, configurable: true });
}
