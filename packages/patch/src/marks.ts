import type { CacheOutcome } from "@rcache/core";

/** `fromCache` and `cache`, as every response of a cache has them; not enumerable, so that a response compares as without. */
export function marks(cache: CacheOutcome): PropertyDescriptorMap {
  return {
    fromCache: { value: cache.fromCache, configurable: true },
    cache: { value: cache, configurable: true },
  };
}
