import { cacheSource } from "@rcache/backends";
import { invalidOption } from "@rcache/core";
import type { CachedFetchOptions, FetchLike } from "./fetch-types.ts";

/** What of the options concerns fetch, and where the cache comes from. */
export interface SplitOptions {
  readonly fetch: FetchLike | undefined;
  readonly lazyResponse: boolean | "auto";
  /** One that is open, or the options of one to open. */
  readonly source: ReturnType<typeof cacheSource>;
}

/**
 * Takes the options apart. Those of the cache are checked where it is opened.
 *
 * @throws RcacheError `RCACHE_INVALID_OPTION`, and what `cacheSource` throws
 */
export function splitOptions(options: CachedFetchOptions): SplitOptions {
  const { fetch, lazyResponse = "auto", ...others } = options;
  if (fetch !== undefined && typeof fetch !== "function") throw invalidOption("fetch", fetch, "a function");
  if (lazyResponse !== "auto" && typeof lazyResponse !== "boolean") {
    throw invalidOption("lazyResponse", lazyResponse, "true, false or 'auto'");
  }
  return { fetch, lazyResponse, source: cacheSource(others) };
}
