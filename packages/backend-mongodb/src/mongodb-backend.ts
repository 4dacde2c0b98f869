import type { Backend, BackendHost, BodyStore, Duration } from "@rcache/core/backend";
import type { BodyBytes, OpenBodyBytes } from "./body-bytes.ts";
import { chunkCollection } from "./chunk-collection.ts";
import { MongodbBodies } from "./mongodb-bodies.ts";
import { MongodbMaintenance } from "./mongodb-maintenance.ts";
import { type MongodbBackendOptions, placeOf } from "./mongodb-options.ts";
import { MAX_VALUE_BYTES, MongodbStore } from "./mongodb-store.ts";
import { type Opened, openDatabase } from "./open-database.ts";
import { changeTtl, ttlOf } from "./ttl-index.ts";
import { UnderWay } from "./under-way.ts";

/** The contract, and what only MongoDB can. */
export interface MongodbBackend extends Backend {
  /**
   * Lets the server remove every entry so long after it was first stored, whatever its own expiry. Without effect where a time is set already,
   * unless `overwrite`; null with `overwrite` removes it. A server that refuses is a `warning` (requests-cache MON-05).
   *
   * @throws RcacheError `RCACHE_INVALID_DURATION`
   */
  setTtl(ttl: Duration | null, options?: { overwrite?: boolean }): Promise<void>;
  /** In seconds; undefined where none is set. */
  getTtl(): Promise<number | undefined>;
}

interface Open {
  readonly database: Opened;
  readonly host: BackendHost;
  readonly store: MongodbStore;
  readonly maintenance: MongodbMaintenance;
}

/**
 * Keeps records as MongoDB documents that one can query, head and entry side by side; bodies over the cache's inline limit in chunks.
 *
 * A lookup is one request by `_id`, and so is a store of a small body. The factory does no I/O.
 *
 * @throws RcacheError `RCACHE_UNKNOWN_OPTION`, `RCACHE_INVALID_OPTION`; `open` rejects with `RCACHE_BACKEND_UNUSABLE` or, for a URL that
 * only the driver can judge, `RCACHE_INVALID_OPTION`
 */
export function mongodbBackend(options: MongodbBackendOptions = {}): MongodbBackend {
  return mongodbBackendWith(options, { name: "mongodb", openBytes: chunkCollection });
}

/** What makes another backend of MongoDB's documents. */
export interface MongodbVariation {
  /** For messages: what is before the cache's name. */
  readonly name: string;
  /** Where the bytes of large bodies are kept. */
  readonly openBytes: OpenBodyBytes;
}

/** {@link mongodbBackend} with the bytes of large bodies kept elsewhere, such as in GridFS. */
export function mongodbBackendWith(
  options: MongodbBackendOptions,
  { name, openBytes }: MongodbVariation,
): MongodbBackend {
  const place = placeOf(`${name}Backend`, options);
  const underWay = new UnderWay();
  let opened: Open | undefined;
  const open = (): Open => {
    if (opened === undefined) throw new Error(`the ${name} backend is not open`);
    return opened;
  };
  const { dbName, cacheName } = place;
  return {
    name: `${name} ${dbName}${dbName === cacheName ? "" : ` ${cacheName}`}`,
    valueKind: "document",
    maxValueBytes: MAX_VALUE_BYTES,
    bodies: bodiesOnceOpen(open),
    open: async (host) => {
      if (opened !== undefined) return;
      const database = await openDatabase(options, place, host);
      const bytes: BodyBytes = await openBytes(database.db, place.prefix);
      const bodies = new MongodbBodies(database, bytes, host);
      const store = new MongodbStore(database, bodies, host);
      opened = { database, host, store, maintenance: new MongodbMaintenance(database, store, host) };
    },
    find: async (at, prefer) => open().store.find(at, prefer),
    put: async (record, seen) => underWay.add(open().store.put(record, seen)),
    remove: async (which) => underWay.add(open().store.remove(which)),
    invalidate: async (target) => underWay.add(open().store.invalidate(target)),
    sweep: async (limit) => underWay.add(open().maintenance.sweep(limit)),
    clear: async () => underWay.add(open().maintenance.clear()),
    flush: () => underWay.settled(),
    close: async () => {
      const closing = opened;
      await underWay.settled();
      opened = undefined;
      if (options.client === undefined) await closing?.database.client.close();
    },
    scan: (filter) => open().maintenance.scan(filter),
    removeWhere: async (filter, limit) => underWay.add(open().maintenance.removeWhere(filter, limit)),
    stats: async () => open().maintenance.stats(),
    lease: async (lease, forMs) => open().store.leases.lease(lease, forMs),
    setTtl: async (ttl, { overwrite = false } = {}) => {
      const { database, host } = open();
      await changeTtl(database.records, ttl, overwrite, host);
    },
    getTtl: async () => ttlOf(open().database.records),
  };
}

function bodiesOnceOpen(open: () => Open): BodyStore {
  return {
    create: async (at, id, keepUntilMs) => open().store.bodies.create(at, id, keepUntilMs),
    open: async (ref, fromByte) => open().store.bodies.open(ref, fromByte),
    keep: async (ref, untilMs) => open().store.bodies.keep(ref, untilMs),
  };
}
