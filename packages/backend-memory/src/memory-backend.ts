import {
  type Backend,
  type BackendHost,
  checkOptions,
  type OptionRule,
  type OptionRules,
} from "@rcache/core/backend";
import { MemoryStore } from "./memory-store.ts";

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

const DEFAULT_MAX_BYTES = 134_217_728;

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

/**
 * Keeps entries in this process, as frozen objects, and the least recently used go where there are too many.
 *
 * All abilities, all synchronous. What it hands out shares no bytes with what it keeps: `body` is copied at every look, and only then.
 * `close` forgets everything.
 *
 * @throws RcacheError `RCACHE_UNKNOWN_OPTION`, `RCACHE_INVALID_OPTION`
 */
export function memoryBackend(options: MemoryBackendOptions = {}): Backend {
  checkOptions("memoryBackend", options, OPTION_RULES);
  const { cacheName = "http_cache", maxEntries = Number.POSITIVE_INFINITY } = options;
  let host: BackendHost = { nowMs: notOpened, report: notOpened };
  const store = new MemoryStore({ maxEntries, maxBytes: options.maxBytes ?? DEFAULT_MAX_BYTES }, () =>
    host.nowMs(),
  );
  return {
    name: `memory ${cacheName}`,
    valueKind: "entry",
    maxValueBytes: Number.MAX_SAFE_INTEGER,
    bodies: store.bodies,
    open: (opened) => {
      host = opened;
    },
    find: (at, prefer) => store.find(at, prefer, host.nowMs()),
    put: (record, seen) => store.put(record, seen),
    remove: (which) => store.remove(which),
    invalidate: (target) => store.invalidate(target),
    sweep: (most) => store.sweep(most),
    clear: () => store.clear(),
    flush: () => undefined,
    close: () => store.clear(),
    scan: (filter) => store.scan(filter),
    removeWhere: (filter, most) => store.removeWhere(filter, most),
    stats: () => store.stats(),
    lease: (name, forMs) => store.leases.lease(name, forMs),
  };
}

function notOpened(): never {
  throw new Error("the memory backend was used before it was opened");
}
