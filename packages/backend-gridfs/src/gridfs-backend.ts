import { type MongodbBackend, type MongodbBackendOptions, mongodbBackend } from "@rcache/backend-mongodb";

/** The options of `gridfsBackend`: those of `mongodbBackend`. */
export type GridfsBackendOptions = Omit<MongodbBackendOptions, "largeBodies">;

/**
 * Stores records as MongoDB documents that you can query, and bodies larger than the cache's `inlineBytes` as GridFS files, which other
 * programs can read.
 *
 * It is `mongodbBackend` with `largeBodies: 'gridfs'`: a look-up is one request, and so is storing a small body. Calling this function does
 * no I/O.
 *
 * @throws RcacheError `RCACHE_UNKNOWN_OPTION`, `RCACHE_INVALID_OPTION`; `open` rejects with `RCACHE_BACKEND_UNUSABLE`, or with
 * `RCACHE_INVALID_OPTION` for a URL that only the driver can check
 */
export function gridfsBackend(options: GridfsBackendOptions = {}): MongodbBackend {
  return mongodbBackend({ ...options, largeBodies: "gridfs" });
}
