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
 * Creates a cache whose backend you can choose by name or URL. It does no I/O: the first request, or `ready()`, loads the package and opens
 * the store.
 *
 * If you name no backend, you get SQLite if `@rcache/backend-sqlite` is installed and runs, otherwise memory and one `warning` event. An
 * unknown alias, a URL that cannot be read, or a package that is not installed rejects the first request and `ready()` (requests-cache:
 * SES-04, SES-05, SES-06).
 *
 * @throws RcacheError for an unknown option or a wrong value
 */
export function openCache(options: OpenCacheOptions = {}): HttpCache {
  return cacheOver(openers, options);
}
