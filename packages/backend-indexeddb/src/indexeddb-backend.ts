import { type Backend, backendShell } from "@rcache/core/backend";
import { Connection } from "./connection.ts";
import { IndexedDbBodies } from "./indexeddb-bodies.ts";
import { IndexedDbLeases } from "./indexeddb-leases.ts";
import { IndexedDbMaintenance } from "./indexeddb-maintenance.ts";
import { checkIndexedDbOptions, type IndexedDbBackendOptions } from "./indexeddb-options.ts";
import { IndexedDbStore, MAX_VALUE_BYTES } from "./indexeddb-store.ts";
import { Room } from "./room.ts";

/**
 * Stores entries in IndexedDB, so that they survive a reload. All tabs and workers of the origin that use the same name share them.
 *
 * A change is one transaction. When the browser's quota is reached, the records that expire first are removed, with one `warning`
 * `RCACHE_STORE_FULL`.
 *
 * @throws RcacheError `RCACHE_UNKNOWN_OPTION`, `RCACHE_INVALID_OPTION`; `open` rejects with `RCACHE_BACKEND_UNUSABLE` if there is no
 * IndexedDB, and with `RCACHE_FOREIGN_STORE` if a newer version of this package has written the database
 */
export function indexedDbBackend(options: IndexedDbBackendOptions = {}): Backend {
  checkIndexedDbOptions(options);
  const { cacheName = "http_cache" } = options;
  return backendShell({
    name: `indexeddb ${cacheName}`,
    valueKind: "bytes",
    maxValueBytes: MAX_VALUE_BYTES,
    async open(host) {
      const connection = new Connection(`rcache ${cacheName}`);
      await connection.database();
      const nowMs = (): number => host.nowMs();
      const room = new Room(connection, host);
      return {
        store: new IndexedDbStore(connection, room, nowMs),
        maintenance: new IndexedDbMaintenance(connection, nowMs),
        bodies: new IndexedDbBodies(connection, room),
        leases: new IndexedDbLeases(connection, nowMs),
        close: () => connection.close(),
      };
    },
  }).backend;
}
