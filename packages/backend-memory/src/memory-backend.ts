import { type Backend, backendShell } from "@rcache/core/backend";
import { checkMemoryOptions, DEFAULT_MAX_BYTES, type MemoryBackendOptions } from "./memory-options.ts";
import { MemoryStore } from "./memory-store.ts";

/**
 * Stores entries in this process, as frozen objects, and removes the least recently used when a limit is reached.
 *
 * It has every ability, and answers without promises, except about the first lease and the first body outside its record, whose code it loads. What it returns shares no bytes with what it stores: `body` is copied each time you
 * read it. `close` discards everything.
 *
 * @throws RcacheError `RCACHE_UNKNOWN_OPTION`, `RCACHE_INVALID_OPTION`
 */
export function memoryBackend(options: MemoryBackendOptions = {}): Backend {
  checkMemoryOptions(options);
  const {
    cacheName = "http_cache",
    maxEntries = Number.POSITIVE_INFINITY,
    maxBytes = DEFAULT_MAX_BYTES,
  } = options;
  return backendShell({
    name: `memory ${cacheName}`,
    valueKind: "entry",
    maxValueBytes: Number.MAX_SAFE_INTEGER,
    open(host) {
      const store = new MemoryStore({ maxEntries, maxBytes }, host);
      return { store, maintenance: store, leases: store, bodies: store.bodies };
    },
  }).backend;
}
