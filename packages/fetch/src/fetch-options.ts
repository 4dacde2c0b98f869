import type { OpenCacheOptions } from "@rcache/backends";
import { type HttpCache, invalidOption, RcacheError } from "@rcache/core";
import type { CachedFetchOptions, FetchLike } from "./fetch-types.ts";

/** What of the options concerns fetch, and where the cache comes from. */
export interface SplitOptions {
  readonly fetch: FetchLike | undefined;
  readonly lazyResponse: boolean | "auto";
  /** One that is open, or the options of one to open. */
  readonly source: { readonly cache: HttpCache } | { readonly open: OpenCacheOptions };
}

/**
 * Takes the options apart. Those of the cache are checked where it is opened.
 *
 * @throws RcacheError `RCACHE_INVALID_OPTION`, or `RCACHE_UNKNOWN_OPTION` for a setting beside `cache`, which would have no effect
 */
export function splitOptions(options: CachedFetchOptions): SplitOptions {
  if (typeof options !== "object" || options === null) throw invalidOption("options", options, "an object");
  const { fetch, lazyResponse = "auto", ...others } = options;
  if (fetch !== undefined && typeof fetch !== "function") throw invalidOption("fetch", fetch, "a function");
  if (lazyResponse !== "auto" && typeof lazyResponse !== "boolean") {
    throw invalidOption("lazyResponse", lazyResponse, "true, false or 'auto'");
  }
  // The cast: the union's two halves as one; which of them it is, is about to be seen.
  const { cache, ...beside } = others as OpenCacheOptions & { cache?: HttpCache };
  if (cache === undefined) return { fetch, lazyResponse, source: { open: beside } };
  if (typeof cache?.handle !== "function")
    throw invalidOption("cache", cache, "a cache, as createHttpCache or openCache gives");
  const superfluous = Object.entries(beside).find(([, value]) => value !== undefined)?.[0];
  if (superfluous !== undefined) throw besideCache(superfluous);
  return { fetch, lazyResponse, source: { cache } };
}

function besideCache(option: string): RcacheError {
  return new RcacheError("RCACHE_UNKNOWN_OPTION", `${option}: has no effect beside cache`, {
    remedy: `Give it to the cache itself, or use the same store under other settings: { cache: cache.with({ ${option}: … }) }.`,
  });
}
