import {
  type Awaitable,
  type Backend,
  type BackendHost,
  type BodyStore,
  checkOptions,
  flagRule,
  type OptionRule,
  type OptionRules,
} from "@rcache/core/backend";
import { notOpen } from "./connection.ts";
import { databasePath, MEMORY_PATH, surroundings } from "./database-path.ts";
import type { SqliteDriver } from "./drivers/driver.ts";
import { DRIVER_NAMES, findDriver, type SqliteDriverName } from "./drivers/find-driver.ts";
import { openDatabase, unusable } from "./open-database.ts";
import { MAX_VALUE_BYTES, SqliteStore } from "./sqlite-store.ts";
import { warnOfEverybody } from "./trusted-place.ts";
import { andThen } from "./until-free.ts";

/** What `sqliteBackend` takes. */
export interface SqliteBackendOptions {
  /** Name or path of the file; `.sqlite` is added where it has no extension. @default 'http_cache' */
  cacheName?: string;
  /** Path of the file, before `cacheName`. `~` is the home directory; `:memory:` is a database of this backend alone. */
  path?: string;
  /** Relative paths begin in the user's cache directory, in `rcache`. @default false */
  useCacheDir?: boolean;
  /** Relative paths begin in the directory for temporary files. @default false */
  useTemp?: boolean;
  /** No file: a database in memory, of this backend alone. @default false */
  useMemory?: boolean;
  /** How long a call waits for another process that is writing, in milliseconds. The event loop goes on, and so do look-ups. @default 5000 */
  busyTimeoutMs?: number;
  /** Never waits for the disk. What was stored last, or all, is lost where the machine (not the process) dies. @default false */
  fastSave?: boolean;
  /** A write-ahead log: readers and a writer do not wait for each other. @default true */
  wal?: boolean;
  /**
   * Bytes of values, bodies and addresses over this: the least recently used records go, and the first time a warning `RCACHE_STORE_FULL`
   * tells of it. @default 1_073_741_824 (1 GiB)
   */
  maxBytes?: number;
  /**
   * What SQLite is used through: a name, or a driver of your own. Left out: `better-sqlite3` where it is installed, else what the runtime
   * brings, `node:sqlite` (Node 22.13 or newer) or `bun:sqlite`. They read and write the same file, at the same time too.
   */
  driver?: SqliteDriverName | SqliteDriver;
}

/** The contract, and what only a SQLite file can. */
export interface SqliteBackend extends Backend {
  /** Absolute path of the file, or `:memory:`. */
  readonly path: string;
  /**
   * Gives the space of what was removed back to the disk. Synchronous, and long for a large file.
   *
   * @throws what SQLite throws, at once where another process is writing
   */
  vacuum(): void;
  /**
   * Everything that the function puts or removes in one transaction; where it throws, nothing of it. It has to be synchronous; `put` answers
   * at once in it, and what it stored is durable when `bulkCommit` returns.
   *
   * @throws what the function throws, and what SQLite throws when it commits; at once where another process is writing
   */
  bulkCommit<T>(fn: () => T): T;
}

const DEFAULT_MAX_BYTES = 1_073_741_824;

const aName: OptionRule = {
  expected: "a text that is not empty",
  holds: (value) => typeof value === "string" && value.trim() !== "" && !value.includes("\0"),
};
const OPTION_RULES: OptionRules<SqliteBackendOptions> = {
  cacheName: aName,
  path: aName,
  useCacheDir: flagRule,
  useTemp: flagRule,
  useMemory: flagRule,
  busyTimeoutMs: {
    expected: "a whole number of milliseconds from 0 to 2147483647",
    holds: (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 0x7fffffff,
  },
  fastSave: flagRule,
  wal: flagRule,
  driver: {
    expected: `${DRIVER_NAMES.map((name) => JSON.stringify(name)).join(", ")}, or a driver with \`name\` and \`open\``,
    holds: (value) => DRIVER_NAMES.some((name) => name === value) || isDriver(value),
  },
  maxBytes: {
    expected: "a number of bytes over 0, or Infinity",
    holds: (value) => typeof value === "number" && value > 0,
  },
};

/**
 * Keeps records in one SQLite file that several processes may share.
 *
 * Synchronous where it matters: `find` answers at once. What is put in one turn of the event loop is one transaction, readable at once and
 * durable when `put` settles; a process that is killed loses at most that turn. Nothing is written on a hit. The factory does no I/O.
 *
 * @throws RcacheError `RCACHE_UNKNOWN_OPTION`, `RCACHE_INVALID_OPTION`; `open` throws `RCACHE_FOREIGN_STORE`, `RCACHE_INVALID_OPTION`
 * `RCACHE_PACKAGE_MISSING` (no SQLite here) or `RCACHE_BACKEND_UNUSABLE`
 */
export function sqliteBackend(options: SqliteBackendOptions = {}): SqliteBackend {
  checkOptions("sqliteBackend", options, OPTION_RULES);
  const path = databasePath(options, surroundings());
  let opened: SqliteStore | undefined;
  const store = (): SqliteStore => {
    if (opened === undefined) throw notOpen(path);
    return opened;
  };
  return {
    name: `sqlite ${path}`,
    path,
    valueKind: "bytes",
    maxValueBytes: MAX_VALUE_BYTES,
    bodies: bodiesOf(store),
    open: (host) =>
      andThen(openStore(path, options, host), (store) => {
        opened = store;
        return store.bodies.removeLeftovers();
      }),
    find: (at, prefer) => store().find(at, prefer),
    put: (record, seen) => store().put(record, seen),
    remove: (which) => store().remove(which),
    invalidate: (target) => store().invalidate(target),
    sweep: (limit) => store().sweep(limit),
    clear: () => store().clear(),
    flush: () => opened?.flush(),
    close: () => {
      const closing = opened;
      opened = undefined;
      return closing?.close();
    },
    scan: (filter) => store().scan(filter),
    removeWhere: (filter, limit) => store().removeWhere(filter, limit),
    stats: () => store().stats(),
    lease: (name, forMs) => store().leases.lease(name, forMs),
    vacuum: () => store().vacuum(),
    bulkCommit: (fn) => store().bulkCommit(fn),
  };
}

function openStore(path: string, options: SqliteBackendOptions, host: BackendHost): Awaitable<SqliteStore> {
  const { busyTimeoutMs = 5000, wal = true, fastSave = false, maxBytes = DEFAULT_MAX_BYTES } = options;
  const limited = maxBytes !== Number.POSITIVE_INFINITY;
  const driver = findDriver(options.driver);
  return andThen(openDatabase({ driver, path, busyTimeoutMs, wal, fastSave, limited }), (db) => {
    try {
      const { report } = host;
      const store = new SqliteStore(db, { path, nowMs: () => host.nowMs(), report, busyTimeoutMs, maxBytes });
      if (path !== MEMORY_PATH) warnOfEverybody(path, host);
      return store;
    } catch (cause) {
      db.close();
      throw unusable(path, cause);
    }
  });
}

function isDriver(value: unknown): boolean {
  return typeof value === "object" && value !== null && "open" in value && typeof value.open === "function";
}

function bodiesOf(store: () => SqliteStore): BodyStore {
  return {
    create: (at, id, keepUntilMs) => store().bodies.create(at, id, keepUntilMs),
    open: (ref, fromByte) => store().bodies.open(ref, fromByte),
    keep: (ref, untilMs) => store().bodies.keep(ref, untilMs),
  };
}
