import type { Backend } from "@rcache/core/backend";
import { directoryUrl, dynamodbUrl, serverUrl, sqliteUrl } from "./backend-url.ts";
import { makeMemory, memoryUrl } from "./memory-place.ts";

/** The short name of a backend. Case does not matter at run time. */
export type BackendAlias = "memory" | "sqlite" | "redis" | "mongodb" | "gridfs" | "dynamodb" | "filesystem";

/** The URL of a backend's store. Case of the scheme does not matter at run time. */
export type BackendUrl =
  `${"memory" | "sqlite" | "redis" | "rediss" | "mongodb" | "mongodb+srv" | "dynamodb" | "file"}:${string}`;

/** Where the store is, and options for the backend's factory, which checks them. */
export interface OpenOptions {
  /** The backend's file, directory, namespace, database or table. @default 'http_cache' */
  cacheName?: string;
  /** Resolve a relative path against the user's cache directory. SQLite and files. @default false */
  useCacheDir?: boolean;
  /** Resolve a relative path against the directory for temporary files. SQLite and files. @default false */
  useTemp?: boolean;
  [driverOption: string]: unknown;
}

/** What every `@rcache/backend-*` package exports. */
export type BackendFactory = (options: OpenOptions) => Backend;

/** Where an alias leads to. */
export interface BackendPackage {
  /** Under the scope `@rcache`. */
  readonly folder: string;
  /** The name under which it exports its factory. */
  readonly factory: string;
  readonly schemes: readonly string[];
  /** The factory's options for a URL; undefined where the URL cannot be read. */
  optionsOf(url: string, options: OpenOptions): OpenOptions | undefined;
  /** What needs no loading. */
  readonly bundled?: BackendFactory;
}

/** Every alias, the only place that knows them. */
export const BACKENDS: Readonly<Record<BackendAlias, BackendPackage>> = {
  memory: {
    folder: "backend-memory",
    factory: "memoryBackend",
    schemes: ["memory"],
    optionsOf: memoryUrl,
    bundled: makeMemory,
  },
  sqlite: { folder: "backend-sqlite", factory: "sqliteBackend", schemes: ["sqlite"], optionsOf: sqliteUrl },
  redis: {
    folder: "backend-redis",
    factory: "redisBackend",
    schemes: ["redis", "rediss"],
    optionsOf: serverUrl,
  },
  mongodb: {
    folder: "backend-mongodb",
    factory: "mongodbBackend",
    schemes: ["mongodb", "mongodb+srv"],
    optionsOf: serverUrl,
  },
  gridfs: { folder: "backend-gridfs", factory: "gridfsBackend", schemes: [], optionsOf: serverUrl },
  dynamodb: {
    folder: "backend-dynamodb",
    factory: "dynamodbBackend",
    schemes: ["dynamodb"],
    optionsOf: dynamodbUrl,
  },
  filesystem: {
    folder: "backend-filesystem",
    factory: "filesystemBackend",
    schemes: ["file"],
    optionsOf: directoryUrl,
  },
};

/** In the order of the table. */
export const BACKEND_ALIASES: readonly BackendAlias[] = Object.keys(BACKENDS) as BackendAlias[]; // the cast: Object.keys forgets the keys' type
