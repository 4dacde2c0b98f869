import type { HttpCache } from "@rcache/core";
import { cacheOver, type OpenCacheOptions, type Openers } from "./cache-over.ts";
import { openDefaultBackend } from "./default-backend.ts";
import { openBackend } from "./open-backend.ts";
import { openSerializer } from "./open-serializer.ts";

const openers: Openers = {
  backend: openBackend,
  defaultBackend: openDefaultBackend,
  serializer: openSerializer,
};

/**
 * A cache by the name of its backend. No I/O here: the package is loaded and the store opened when the first request, or `ready()`, needs them.
 *
 * None named: SQLite where `@rcache/backend-sqlite` is installed and runs, else memory with one `warning` event. An unknown alias, a URL
 * that cannot be read and a package that is not installed reject the first request and `ready()` (requests-cache: SES-04, SES-05, SES-06).
 *
 * @throws RcacheError where an option is unknown or has a wrong value
 */
export function openCache(options: OpenCacheOptions = {}): HttpCache {
  return cacheOver(openers, options);
}
