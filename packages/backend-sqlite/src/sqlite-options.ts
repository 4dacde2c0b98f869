import { checkOptions, flagRule, type OptionRule, type OptionRules } from "@rcache/core/backend";
import type { SqliteDriver } from "./drivers/driver.ts";
import { DRIVER_NAMES, type SqliteDriverName } from "./drivers/find-driver.ts";

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

export const DEFAULT_MAX_BYTES = 1_073_741_824;

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

/** @throws RcacheError `RCACHE_UNKNOWN_OPTION`, `RCACHE_INVALID_OPTION` */
export function checkSqliteOptions(options: SqliteBackendOptions): void {
  checkOptions("sqliteBackend", options, OPTION_RULES);
}

function isDriver(value: unknown): boolean {
  return typeof value === "object" && value !== null && "open" in value && typeof value.open === "function";
}
