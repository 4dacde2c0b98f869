import { RcacheError } from "@rcache/core";

/** In bundles, what was not imported by the program itself cannot be loaded. */
export function unloadable(
  code: "RCACHE_UNKNOWN_BACKEND" | "RCACHE_UNKNOWN_SERIALIZER",
  alias: string,
  how: string,
): RcacheError {
  return new RcacheError(
    code,
    `"${alias}" cannot be loaded by its name in a bundle for browsers and workers`,
    {
      remedy: `Write ${how} and pass it, if it runs here.`,
    },
  );
}
