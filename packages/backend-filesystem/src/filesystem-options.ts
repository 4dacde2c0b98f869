import { checkOptions, flagRule, type OptionRule, type OptionRules, RcacheError } from "@rcache/core/backend";
import { cacheDirectory, surroundings } from "./cache-directory.ts";
import type { FilesystemParts } from "./open-filesystem.ts";

/** The options of `filesystemBackend`. */
export interface FilesystemBackendOptions {
  /** The directory. With `directory`, a directory inside that one. @default 'http_cache' */
  cacheName?: string;
  /** The directory. `~` is the home directory. */
  directory?: string;
  /** Resolve a relative path against the user's cache directory, in `rcache`. @default false */
  useCacheDir?: boolean;
  /** Resolve a relative path against the directory for temporary files. @default false */
  useTemp?: boolean;
  /** The extension of record files, without a dot. @default by the serializer: json, yaml, bson, else dat */
  extension?: string;
  /**
   * The largest number of bytes of all files. Beyond it, the least recently used are removed, and you get a `warning` when that begins.
   * `Infinity`: no limit.
   * @default 1_073_741_824 (1 GiB)
   */
  maxBytes?: number;
  /** Larger responses are not stored. In bytes. @default maxBytes */
  maxFileBytes?: number;
  /** Count each file as a whole number of blocks of this size, as the disk does. @default 1 */
  blockBytes?: number;
  /** Count the files when the backend is opened, instead of with the first store. @default false */
  syncIndex?: boolean;
}

const DEFAULT_MAX_BYTES = 1_073_741_824;

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

/** @throws RcacheError `RCACHE_UNKNOWN_OPTION`, `RCACHE_INVALID_OPTION` */
export function partsOf(options: FilesystemBackendOptions): FilesystemParts {
  checkOptions("filesystemBackend", options, OPTION_RULES);
  const { maxBytes = DEFAULT_MAX_BYTES, blockBytes = 1, extension } = options;
  const { maxFileBytes = maxBytes, useTemp = false } = options;
  if (maxFileBytes > maxBytes) throw tooLarge("maxFileBytes", maxFileBytes, "maxBytes", maxBytes);
  if (blockBytes > maxFileBytes) throw tooLarge("blockBytes", blockBytes, "maxFileBytes", maxFileBytes);
  const root = cacheDirectory(options, surroundings());
  return { root, extension, maxBytes, maxFileBytes, blockBytes, isShared: useTemp };
}

function tooLarge(option: string, value: number, limit: string, limitValue: number): RcacheError {
  return new RcacheError(
    "RCACHE_INVALID_OPTION",
    `filesystemBackend.${option}: ${value} is more than ${limit}, which is ${limitValue}`,
    { remedy: `Give ${option} at most the value of ${limit}.` },
  );
}
