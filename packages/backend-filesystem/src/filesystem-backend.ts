import {
  type Backend,
  type BodyStore,
  checkOptions,
  flagRule,
  type OptionRule,
  type OptionRules,
  RcacheError,
} from "@rcache/core/backend";
import { jsonSerializer } from "@rcache/serializer-json";
import { cacheDirectory, surroundings } from "./cache-directory.ts";
import { type FilesystemParts, OpenFilesystem } from "./open-filesystem.ts";

/** What `filesystemBackend` takes. */
export interface FilesystemBackendOptions {
  /** The directory; with `directory`, a directory in that one. @default 'http_cache' */
  cacheName?: string;
  /** The directory. `~` is the home directory. */
  directory?: string;
  /** Relative paths begin in the user's cache directory, in `rcache`. @default false */
  useCacheDir?: boolean;
  /** Relative paths begin in the directory for temporary files. @default false */
  useTemp?: boolean;
  /** Of every file, without a dot. @default by the serializer: json, yaml, bson, else dat */
  extension?: string;
  /** Bytes of all files over this: the least recently used go, with one `warning` when that begins. `Infinity`: no limit. @default 1_073_741_824 (1 GiB) */
  maxBytes?: number;
  /** Answers larger than this are not stored, in bytes. @default maxBytes */
  maxFileBytes?: number;
  /** A file counts as a whole number of blocks of so many bytes. @default 1 */
  blockBytes?: number;
  /** Counts the files when it is opened, not with the first store. @default false */
  syncIndex?: boolean;
}

const DEFAULT_MAX_BYTES = 1_073_741_824;
/** One answer is read and written as a whole. */
const MAX_VALUE_BYTES = 128 * 1024 * 1024;

const aName: OptionRule = {
  expected: "a text that is not empty",
  holds: (value) => typeof value === "string" && value.trim() !== "" && !value.includes("\0"),
};
const aLimit: OptionRule = {
  expected: "a number of bytes over 0, or Infinity",
  holds: (value) => typeof value === "number" && value > 0,
};
const OPTION_RULES: OptionRules<FilesystemBackendOptions> = {
  cacheName: aName,
  directory: aName,
  useCacheDir: flagRule,
  useTemp: flagRule,
  extension: {
    expected: "up to 16 letters, digits, dots, dashes and underscores, and no dot at an end",
    holds: (value) =>
      typeof value === "string" && /^(?=.{1,16}$)[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*$/.test(value),
  },
  maxBytes: aLimit,
  maxFileBytes: aLimit,
  blockBytes: {
    expected: "a whole number of bytes from 1",
    holds: (value) => Number.isSafeInteger(value) && Number(value) >= 1,
  },
  syncIndex: flagRule,
};

/**
 * Keeps records as files in one directory that several processes may share: a readable file an answer, large bodies beside it.
 *
 * Files are whole or not there: written elsewhere, brought to the disk, then moved into place. `find` is synchronous and writes nothing. Only
 * this user can read them. The factory does no I/O.
 *
 * @throws RcacheError `RCACHE_UNKNOWN_OPTION`, `RCACHE_INVALID_OPTION`; `open` throws `RCACHE_FOREIGN_STORE`, `RCACHE_INVALID_OPTION`
 * or `RCACHE_BACKEND_UNUSABLE`
 */
export function filesystemBackend(options: FilesystemBackendOptions = {}): Backend {
  checkOptions("filesystemBackend", options, OPTION_RULES);
  const parts = partsOf(options);
  return filesystemBackendOf(parts, options.syncIndex === true);
}

function partsOf(options: FilesystemBackendOptions): FilesystemParts {
  const { maxBytes = DEFAULT_MAX_BYTES, blockBytes = 1, extension } = options;
  const { maxFileBytes = maxBytes, useTemp = false } = options;
  if (maxFileBytes > maxBytes) throw tooLarge("maxFileBytes", maxFileBytes, "maxBytes", maxBytes);
  if (blockBytes > maxFileBytes) throw tooLarge("blockBytes", blockBytes, "maxFileBytes", maxFileBytes);
  const root = cacheDirectory(options, surroundings());
  return { root, extension, maxBytes, maxFileBytes, blockBytes, isShared: useTemp };
}

/** The backend of a directory, also for tests that need more than the options say. */
export function filesystemBackendOf(parts: FilesystemParts, syncIndex: boolean): Backend {
  let opened: OpenFilesystem | undefined;
  const store = (): OpenFilesystem => {
    if (opened !== undefined) return opened;
    throw new RcacheError("RCACHE_CLOSED", `${parts.root} is not open`, {
      remedy: "Call `open` first, and nothing after `close`.",
    });
  };
  return {
    name: `filesystem ${parts.root}`,
    valueKind: "bytes",
    maxValueBytes: Math.min(MAX_VALUE_BYTES, parts.maxFileBytes),
    serializer: jsonSerializer,
    bodies: bodiesOf(store),
    open: async (host) => {
      const opening = new OpenFilesystem(parts, host);
      if (syncIndex && opening.recency.isLimited) await opening.recency.load();
      opened = opening;
    },
    find: (at, prefer) => store().files.find(at, prefer),
    put: (record, seen) => store().put(record, seen),
    remove: (which) => store().files.remove(which),
    invalidate: (target) => store().files.invalidate(target),
    sweep: (limit) => store().maintenance.sweep(limit),
    clear: () => store().maintenance.clear(),
    flush: () => opened?.flush(),
    close: async () => {
      const closing = opened;
      opened = undefined;
      await closing?.flush();
    },
    scan: (filter) => store().maintenance.scan(filter),
    removeWhere: (filter, limit) => store().maintenance.removeWhere(filter, limit),
    lease: (name, forMs) => store().leases.lease(name, forMs),
  };
}

function bodiesOf(store: () => OpenFilesystem): BodyStore {
  return {
    create: (at, id, keepUntilMs) => store().bodies.create(at, id, keepUntilMs),
    open: (ref, fromByte) => store().bodies.open(ref, fromByte),
    keep: (ref, untilMs) => store().bodies.keep(ref, untilMs),
  };
}

function tooLarge(option: string, value: number, limit: string, limitValue: number): RcacheError {
  return new RcacheError(
    "RCACHE_INVALID_OPTION",
    `filesystemBackend.${option}: ${value} is more than ${limit}, which is ${limitValue}`,
    { remedy: `Give ${option} at most the value of ${limit}.` },
  );
}
