import { type Awaitable, type Backend, type BackendHost, backendShell } from "@rcache/core/backend";
import { databasePath, givenPlace, MEMORY_PATH, surroundings } from "./database-path.ts";
import { findDriver } from "./drivers/find-driver.ts";
import { openDatabase, unusable } from "./open-database.ts";
import { Rebuilder } from "./rebuild.ts";
import { refuseDirectory } from "./refuse-directory.ts";
import { checkSqliteOptions, DEFAULT_MAX_BYTES, type SqliteBackendOptions } from "./sqlite-options.ts";
import { MAX_VALUE_BYTES, SqliteStore } from "./sqlite-store.ts";
import { warnOfEverybody } from "./trusted-place.ts";
import { andThen } from "./until-free.ts";

/** A backend, with what only a SQLite file can do. */
export interface SqliteBackend extends Backend {
  /** The absolute path of the file, or `:memory:`. */
  readonly path: string;
  /**
   * Gives the space of removed records back to the disk. It is synchronous, and takes long for a large file.
   *
   * @throws what SQLite throws; at once if another process is writing
   */
  vacuum(): void;
  /**
   * Runs a synchronous function and commits everything that it puts or removes in one transaction. If it throws, nothing is changed. `put`
   * returns without a promise in it, and what it stored is durable when `bulkCommit` returns.
   *
   * @throws what the function throws, and what SQLite throws when it commits; at once if another process is writing
   */
  bulkCommit<T>(fn: () => T): T;
}

/**
 * Stores records in one SQLite file that several processes may share.
 *
 * `find` returns without a promise. What is put in one turn of the event loop is one transaction: it can be read at once and is durable
 * when `put` settles. A process that is killed loses at most that turn. A hit writes nothing. Calling this function does no I/O.
 *
 * @throws RcacheError `RCACHE_UNKNOWN_OPTION`, `RCACHE_INVALID_OPTION`; `open` throws `RCACHE_FOREIGN_STORE`, `RCACHE_INVALID_OPTION`,
 * `RCACHE_PACKAGE_MISSING` (no SQLite here) or `RCACHE_BACKEND_UNUSABLE`
 */
export function sqliteBackend(options: SqliteBackendOptions = {}): SqliteBackend {
  checkSqliteOptions(options);
  const path = databasePath(options, surroundings());
  const { backend, parts } = backendShell({
    name: `sqlite ${path}`,
    valueKind: "bytes",
    maxValueBytes: MAX_VALUE_BYTES,
    open: (host) =>
      andThen(openStore(path, options, host), (store) => {
        const { bodies, leases } = store;
        const [flush, close] = [() => store.flush(), () => store.close()];
        const opened = { store, maintenance: store, leases, bodies, flush, close };
        return andThen(bodies.removeLeftovers(), () => opened);
      }),
  });
  return {
    ...backend,
    path,
    vacuum: () => parts().store.vacuum(),
    bulkCommit: (fn) => parts().store.bulkCommit(fn),
  };
}

function openStore(path: string, options: SqliteBackendOptions, host: BackendHost): Awaitable<SqliteStore> {
  const { busyTimeoutMs = 5000, wal = true, fastSave = false, maxBytes = DEFAULT_MAX_BYTES } = options;
  const limited = maxBytes !== Number.POSITIVE_INFINITY;
  const driver = findDriver(options.driver);
  refuseDirectory(givenPlace(options, surroundings()));
  const { report } = host;
  return andThen(openDatabase({ driver, path, busyTimeoutMs, wal, fastSave, limited, report }), (db) => {
    try {
      const rebuilder = new Rebuilder(db, { path, limited, report });
      const parts = { path, nowMs: () => host.nowMs(), report, busyTimeoutMs, maxBytes, rebuilder };
      const store = rebuilder.run(() => new SqliteStore(db, parts));
      if (path !== MEMORY_PATH) warnOfEverybody(path, host);
      return store;
    } catch (cause) {
      db.close();
      throw unusable(path, cause);
    }
  });
}
