import { checkOptions, flagRule, type OptionRule, type OptionRules } from "@rcache/core/backend";
import type { SqliteDriver } from "./drivers/driver.ts";
import { DRIVER_NAMES, type SqliteDriverName } from "./drivers/find-driver.ts";

/** The options of `sqliteBackend`. */
export interface SqliteBackendOptions {
  /** The file's name or path. `.sqlite` is added if it has no extension. @default 'http_cache' */
  cacheName?: string;
  /** The file's path; takes precedence over `cacheName`. `~` is the home directory. `:memory:` is a database of this backend alone. */
  path?: string;
  /** Resolve a relative path against the user's cache directory, in `rcache`. @default false */
  useCacheDir?: boolean;
  /** Resolve a relative path against the directory for temporary files. @default false */
  useTemp?: boolean;
  /** Use no file: a database in memory, of this backend alone. @default false */
  useMemory?: boolean;
  /**
   * How long a write waits while another process is writing, in milliseconds. The event loop and look-ups continue meanwhile. @default 5000
   */
  busyTimeoutMs?: number;
  /** Never wait for the disk. If the machine (not the process) dies, recent responses or all of them may be lost. @default false */
  fastSave?: boolean;
  /** Use a write-ahead log, so that readers and a writer do not wait for each other. @default true */
  wal?: boolean;
  /**
   * The largest number of bytes of values, bodies and addresses. Beyond it, the least recently used records are removed, and you get a
   * warning `RCACHE_STORE_FULL` the first time. @default 1_073_741_824 (1 GiB)
   */
  maxBytes?: number;
  /**
   * The SQLite library: a name, or your own driver. All drivers read and write the same file, also at the same time.
   * @default `better-sqlite3` if it is installed, else the runtime's `node:sqlite` (Node 22.13 or newer) or `bun:sqlite`
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
