import { type HttpCache, invalidOption, RcacheError } from "@rcache/core";
import type { OpenCacheOptions } from "./cache-over.ts";

/** Where a client's cache comes from: the options of a cache to open, or `cache` for one that is open. */
export type CacheSource =
  | (OpenCacheOptions & { cache?: never })
  | ({ cache: HttpCache } & { [Option in keyof OpenCacheOptions]?: never });

/**
 * Tells the two kinds of {@link CacheSource} apart, for an adapter that accepts both. It opens nothing; the options are checked when the
 * cache is opened.
 *
 * @throws RcacheError `RCACHE_INVALID_OPTION` if `cache` is not a cache, `RCACHE_UNKNOWN_OPTION` for a setting beside `cache`, which would
 * have no effect
 */
export function cacheSource(
  options: CacheSource,
): { readonly cache: HttpCache } | { readonly open: OpenCacheOptions } {
  if (typeof options !== "object" || options === null) throw invalidOption("options", options, "an object");
  // The cast: the union's two halves as one; which of them it is, is about to be seen.
  const { cache, ...beside } = options as OpenCacheOptions & { cache?: HttpCache };
  if (cache === undefined) return { open: beside };
  if (typeof cache?.handle !== "function")
    throw invalidOption("cache", cache, "a cache, as createHttpCache or openCache gives");
  const superfluous = Object.entries(beside).find(([, value]) => value !== undefined)?.[0];
  if (superfluous === undefined) return { cache };
  throw new RcacheError("RCACHE_UNKNOWN_OPTION", `${superfluous}: has no effect beside cache`, {
    remedy: `Give it to the cache itself, or use the same store with other settings: { cache: cache.with({ ${superfluous}: … }) }.`,
  });
}
