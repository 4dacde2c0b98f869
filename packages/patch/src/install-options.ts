import type { OpenCacheOptions } from "@rcache/backends";
import { type HttpCache, invalidOption, RcacheError } from "@rcache/core";
import { type HostFilter, type HostTest, hostTest } from "./host-filter.ts";

/** Which requests to cache. All others are sent as if no cache were installed. */
export interface InstallFilter {
  /** Only requests to these hosts. @default all hosts */
  hosts?: HostFilter;
  /** Only requests with these methods. Other requests do not invalidate anything either. @default all */
  methods?: readonly string[];
}

/** The options of `installCache`: those of a cache to open, or `cache` for one that is open, and which requests to cache. */
export type InstallOptions = (OpenCacheOptions | { cache: HttpCache }) & InstallFilter;

/** The options taken apart. */
export interface SplitOptions {
  readonly source: { readonly cache: HttpCache } | { readonly open: OpenCacheOptions };
  readonly hosts: HostTest | undefined;
  readonly methods: ReadonlySet<string> | undefined;
}

/**
 * Takes the options apart. Those of the cache are checked where it is opened.
 *
 * @throws RcacheError `RCACHE_INVALID_OPTION`, or `RCACHE_UNKNOWN_OPTION` for a setting beside `cache`, which would have no effect
 */
export function splitOptions(options: InstallOptions): SplitOptions {
  if (typeof options !== "object" || options === null || Array.isArray(options))
    throw invalidOption("options", options, "an object");
  const { hosts, methods, ...others } = options;
  const filter = { hosts: hostTest(hosts), methods: methodSet(methods) };
  // The cast: the union's two halves as one; which of them it is, is about to be seen.
  const { cache, ...beside } = others as OpenCacheOptions & { cache?: HttpCache };
  if (cache === undefined) return { ...filter, source: { open: beside } };
  if (typeof cache?.handle !== "function")
    throw invalidOption("cache", cache, "a cache, as createHttpCache or openCache gives");
  const superfluous = Object.entries(beside).find(([, value]) => value !== undefined)?.[0];
  if (superfluous !== undefined) throw besideCache(superfluous);
  return { ...filter, source: { cache } };
}

function methodSet(methods: readonly string[] | undefined): ReadonlySet<string> | undefined {
  if (methods === undefined) return undefined;
  if (!Array.isArray(methods) || methods.some((method) => typeof method !== "string" || method === ""))
    throw invalidOption("methods", methods, "a list of methods such as ['GET', 'HEAD']");
  return new Set(methods.map((method) => method.toUpperCase()));
}

function besideCache(option: string): RcacheError {
  return new RcacheError("RCACHE_UNKNOWN_OPTION", `${option}: has no effect beside cache`, {
    remedy: `Give it to the cache itself, or use the same store with other settings: { cache: cache.with({ ${option}: … }) }.`,
  });
}
