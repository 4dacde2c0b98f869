import { checkOptions, type OptionRules, RcacheError } from "@rcache/core/backend";

/** The options of `mongodbBackend`. */
export interface MongodbBackendOptions {
  /** The name of the cache. Caches with different names share nothing, even in one database. @default the dbName, or 'http_cache' */
  cacheName?: string;
  /** The database. @default the cacheName, with `_` for characters that a database name must not contain */
  dbName?: string;
  /** `mongodb://…` or `mongodb+srv://…`, including driver options. @default 'mongodb://127.0.0.1:27017' */
  url?: string;
  /**
   * Options for the driver's `MongoClient` (TLS, pools, credentials, compression). They override what the URL says and what this package
   * sets.
   */
  clientOptions?: Readonly<Record<string, unknown>>;
  /** Your own `MongoClient` of `mongodb`. `close` leaves it open. */
  client?: object;
  /**
   * Where bodies larger than the cache's `inlineBytes` are stored: in a collection, or as GridFS files that other programs can read.
   * @default 'chunks'
   */
  largeBodies?: "chunks" | "gridfs";
}

/** Where a cache is: a database, and what the names of its collections begin with. */
export interface Place {
  readonly cacheName: string;
  readonly dbName: string;
  readonly prefix: string;
}

/** A database's name has up to 63 bytes; a collection's has more, but not without end. */
const LONGEST_DB_NAME = 63;
const LONGEST_NAME = 120;
const NOT_IN_DB_NAMES = /[/\\. "$*<>:|?\0]/g;
const HOST = /^(?:\[[\da-f:.]+\]|[^\s:[\],]+)(?::\d{1,5})?$/i;

const OPTION_RULES: OptionRules<MongodbBackendOptions> = {
  cacheName: {
    expected: `a text of 1 to ${LONGEST_NAME} bytes without \`$\` and NUL`,
    holds: (value) =>
      typeof value === "string" &&
      value !== "" &&
      !/[$\0]/.test(value) &&
      Buffer.byteLength(value) <= LONGEST_NAME,
  },
  dbName: {
    expected: `a name that MongoDB takes: up to ${LONGEST_DB_NAME} bytes, none of / \\ . " $ * < > : | ? and no space`,
    holds: (value) => typeof value === "string" && value !== "" && dbNameOf(value) === value,
  },
  url: {
    expected: "a connection string: mongodb://host:27017 or mongodb+srv://host",
    holds: (value) => typeof value === "string" && isConnectionString(value),
    shown: (value) =>
      typeof value === "string" ? JSON.stringify(value.replace(/\/\/.*@/s, "//***@")) : typeof value,
  },
  clientOptions: {
    expected: "an object with options of the MongoClient",
    holds: (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  },
  largeBodies: {
    expected: "'chunks' or 'gridfs'",
    holds: (value) => value === "chunks" || value === "gridfs",
  },
  client: {
    expected: "a MongoClient of mongodb",
    holds: (value) =>
      typeof value === "object" && value !== null && typeof Reflect.get(value, "db") === "function",
  },
};

/** @throws RcacheError `RCACHE_UNKNOWN_OPTION`, `RCACHE_INVALID_OPTION` */
export function placeOf(factory: string, options: MongodbBackendOptions): Place {
  checkOptions(factory, options, OPTION_RULES);
  for (const other of ["url", "clientOptions"] as const) {
    if (options.client === undefined || options[other] === undefined) continue;
    throw new RcacheError("RCACHE_INVALID_OPTION", `${factory} was given both client and ${other}`, {
      remedy: "Give one of them: a client knows where and how it is connected.",
    });
  }
  const cacheName = options.cacheName ?? options.dbName ?? "http_cache";
  const dbName = options.dbName ?? dbNameOf(cacheName);
  // In a database of another name there may be more caches.
  return { cacheName, dbName, prefix: dbName === cacheName ? "" : `${cacheName}.` };
}

function dbNameOf(name: string): string {
  let dbName = name.replaceAll(NOT_IN_DB_NAMES, "_");
  while (Buffer.byteLength(dbName) > LONGEST_DB_NAME) dbName = dbName.slice(0, -1);
  return dbName;
}

/** The driver says more when it connects; this is what can be seen without it. */
function isConnectionString(url: string): boolean {
  const [, hosts] = /^mongodb(?:\+srv)?:\/\/(?:[^@/?]*@)?([^/?@]+)(?:[/?].*)?$/s.exec(url) ?? [];
  return hosts?.split(",").every((host) => HOST.test(host)) ?? false;
}
