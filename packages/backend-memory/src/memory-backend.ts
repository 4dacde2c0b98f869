import { type Backend, backendShell } from "@rcache/core/backend";
import { checkMemoryOptions, DEFAULT_MAX_BYTES, type MemoryBackendOptions } from "./memory-options.ts";
import { MemoryStore } from "./memory-store.ts";

/**
 * Keeps entries in this process, as frozen objects, and the least recently used go where there are too many.
 *
 * All abilities, all synchronous. What it hands out shares no bytes with what it keeps: `body` is copied at every look, and only then.
 * `close` forgets everything.
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
      const store = new MemoryStore({ maxEntries, maxBytes }, () => host.nowMs());
      const { bodies, leases } = store;
      return { store, maintenance: store, leases, bodies };
    },
  }).backend;
}
