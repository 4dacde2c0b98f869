import { type MongodbBackend, type MongodbBackendOptions, mongodbBackend } from "@rcache/backend-mongodb";

/** What `gridfsBackend` takes: the same as `mongodbBackend`. */
export type GridfsBackendOptions = Omit<MongodbBackendOptions, "largeBodies">;

/**
 * Keeps records as MongoDB documents that one can query, and bodies over the cache's inline limit as files in GridFS, which other programs can read.
 *
 * It is `mongodbBackend` with `largeBodies: 'gridfs'`: a lookup is one request, and so is a store of a small body. The factory does no I/O.
 *
 * @throws RcacheError `RCACHE_UNKNOWN_OPTION`, `RCACHE_INVALID_OPTION`; `open` rejects with `RCACHE_BACKEND_UNUSABLE` or, for a URL that
 * only the driver can judge, `RCACHE_INVALID_OPTION`
 */
export function gridfsBackend(options: GridfsBackendOptions = {}): MongodbBackend {
  return mongodbBackend({ ...options, largeBodies: "gridfs" });
}
