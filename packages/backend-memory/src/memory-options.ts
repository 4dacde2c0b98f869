import { checkOptions, type OptionRule, type OptionRules } from "@rcache/core/backend";

/** The options of `memoryBackend`. */
export interface MemoryBackendOptions {
  /** A name for messages and events. Two memory backends never share anything. @default 'http_cache' */
  cacheName?: string;
  /** The largest number of entries. Beyond it, the least recently used are removed. @default Infinity */
  maxEntries?: number;
  /**
   * The largest number of bytes: bodies, and the objects around them as far as they can be counted. Beyond it, the least recently used
   * entries are removed. A response that would take more than three quarters of it is not stored and removes nothing. Large bodies that are
   * still arriving may take as much again. @default 134_217_728 (128 MiB)
   */
  maxBytes?: number;
}

export const DEFAULT_MAX_BYTES = 134_217_728;

const limit: OptionRule = {
  expected: "a whole number over 0, or Infinity",
  holds: (value) => value === Number.POSITIVE_INFINITY || (Number.isSafeInteger(value) && Number(value) > 0),
};
const OPTION_RULES: OptionRules<MemoryBackendOptions> = {
  cacheName: {
    expected: "a text that is not empty",
    holds: (value) => typeof value === "string" && value !== "",
  },
  maxEntries: limit,
  maxBytes: limit,
};

/** @throws RcacheError `RCACHE_UNKNOWN_OPTION`, `RCACHE_INVALID_OPTION` */
export function checkMemoryOptions(options: MemoryBackendOptions): void {
  checkOptions("memoryBackend", options, OPTION_RULES);
}
