import { checkOptions, type OptionRules } from "@rcache/core/backend";

/** The options of `indexedDbBackend`. */
export interface IndexedDbBackendOptions {
  /** Names the database (`rcache` and this name). Pages and workers of one origin with the same name share it. @default 'http_cache' */
  cacheName?: string;
}

const OPTION_RULES: OptionRules<IndexedDbBackendOptions> = {
  cacheName: {
    expected: "a text that is not empty",
    holds: (value) => typeof value === "string" && value !== "",
  },
};

/** @throws RcacheError `RCACHE_UNKNOWN_OPTION`, `RCACHE_INVALID_OPTION` */
export function checkIndexedDbOptions(options: IndexedDbBackendOptions): void {
  checkOptions("indexedDbBackend", options, OPTION_RULES);
}
