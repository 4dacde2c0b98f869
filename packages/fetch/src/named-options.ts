import type { OpenCacheOptions } from "@rcache/backends";
import { invalidOption, RcacheError } from "@rcache/core";

/** What may be given beside a name. */
type Options = { readonly cache?: unknown } | OpenCacheOptions;

/**
 * The options of a function that takes a name before them, or them alone.
 *
 * @throws RcacheError `RCACHE_INVALID_OPTION` for a name given twice or options that are none; `RCACHE_UNKNOWN_OPTION` for a name beside `cache`
 */
export function namedOptions<O extends Options>(nameOrOptions: string | O, more: O | undefined): O {
  if (typeof nameOrOptions !== "string") {
    if (more === undefined) return checked(nameOrOptions);
    throw invalidOption("the first argument", nameOrOptions, "the cache's name, where options follow it");
  }
  // The cast: no options are options.
  const options = checked(more ?? ({} as O));
  if ("cache" in options && options.cache !== undefined)
    throw new RcacheError("RCACHE_UNKNOWN_OPTION", "cacheName: has no effect beside cache", {
      remedy: "Leave the name out: an open cache has its own.",
    });
  if ("cacheName" in options && options.cacheName !== undefined)
    throw new RcacheError("RCACHE_INVALID_OPTION", "cacheName: it was given twice", {
      remedy: "Give the name as the first argument or among the options.",
    });
  return { ...options, cacheName: nameOrOptions };
}

function checked<O>(options: O): O {
  if (typeof options === "object" && options !== null && !Array.isArray(options)) return options;
  const example = typeof options === "string" ? JSON.stringify(options) : "'sqlite'";
  throw invalidOption("options", options, `an object such as { backend: ${example}, expireAfter: '1h' }`);
}
