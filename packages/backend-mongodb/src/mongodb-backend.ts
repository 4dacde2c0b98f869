import { type Backend, backendShell, type Duration } from "@rcache/core/backend";
import type { OpenBodyBytes } from "./body-bytes.ts";
import { chunkCollection } from "./chunk-collection.ts";
import { gridfsBytes } from "./gridfs-bytes.ts";
import { MongodbBodies } from "./mongodb-bodies.ts";
import { MongodbMaintenance } from "./mongodb-maintenance.ts";
import { type MongodbBackendOptions, placeOf } from "./mongodb-options.ts";
import { MAX_VALUE_BYTES, MongodbStore } from "./mongodb-store.ts";
import { openDatabase } from "./open-database.ts";
import { changeTtl, ttlOf } from "./ttl-index.ts";

/** A backend, with what only MongoDB can do. */
export interface MongodbBackend extends Backend {
  /**
   * Has the server remove every entry this long after it was first stored, whatever its own expiration. It does nothing if a time is
   * already set, unless you pass `overwrite`; null with `overwrite` removes the time. If the server refuses, you get a `warning`
   * (requests-cache MON-05).
   *
   * @throws RcacheError `RCACHE_INVALID_DURATION`
   */
  setTtl(ttl: Duration | null, options?: { overwrite?: boolean }): Promise<void>;
  /** The time set by {@link setTtl}, in seconds; undefined if none is set. */
  getTtl(): Promise<number | undefined>;
}

const OPEN_BYTES: Readonly<Record<"chunks" | "gridfs", OpenBodyBytes>> = {
  chunks: chunkCollection,
  gridfs: gridfsBytes,
};

/**
 * Stores records as MongoDB documents that you can query, and bodies larger than the cache's `inlineBytes` in chunks.
 *
 * A look-up is one request by `_id`, and so is storing a small body. Calling this function does no I/O.
 *
 * @throws RcacheError `RCACHE_UNKNOWN_OPTION`, `RCACHE_INVALID_OPTION`; `open` rejects with `RCACHE_BACKEND_UNUSABLE`, or with
 * `RCACHE_INVALID_OPTION` for a URL that only the driver can check
 */
export function mongodbBackend(options: MongodbBackendOptions = {}): MongodbBackend {
  const name = options.largeBodies === "gridfs" ? "gridfs" : "mongodb";
  const place = placeOf(`${name}Backend`, options);
  const { dbName, cacheName } = place;
  const { backend, parts } = backendShell({
    name: `${name} ${dbName}${dbName === cacheName ? "" : ` ${cacheName}`}`,
    valueKind: "document",
    maxValueBytes: MAX_VALUE_BYTES,
    async open(host) {
      const database = await openDatabase(options, place, host);
      const bodies = new MongodbBodies(
        database,
        await OPEN_BYTES[options.largeBodies ?? "chunks"](database.db, place.prefix),
        host,
      );
      const store = new MongodbStore(database, bodies, host);
      const maintenance = new MongodbMaintenance(database, store, host);
      const { leases } = store;
      const close = options.client === undefined ? () => database.client.close() : undefined;
      return { database, host, store, maintenance, leases, bodies, ...(close && { close }) };
    },
  });
  return {
    ...backend,
    setTtl: async (ttl, { overwrite = false } = {}) => {
      const { database, host } = parts();
      await changeTtl(database.records, ttl, overwrite, host);
    },
    getTtl: async () => ttlOf(parts().database.records),
  };
}
