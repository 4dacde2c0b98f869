import { checkOptions, type OptionRule, type OptionRules } from "@rcache/core/backend";

/** What `memoryBackend` takes. */
export interface MemoryBackendOptions {
  /** A name for messages and events; two backends never share anything. @default 'http_cache' */
  cacheName?: string;
  /** Entries over this: the least recently used go. @default Infinity */
  maxEntries?: number;
  /**
   * Bytes of bodies, and of the objects around them as far as they can be counted, over this: the least recently used go. An answer that would
   * take more than three quarters of it is not kept, and pushes nothing out; large bodies that are still arriving have as much room of their own.
   * @default 134_217_728 (128 MiB)
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
