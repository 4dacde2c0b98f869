import type { Backend } from "@rcache/core/backend";
import type { OpenOptions } from "./backend-aliases.ts";
import { delegateBackend } from "./delegate-backend.ts";
import { makeMemory } from "./memory-place.ts";

/** Why answers are kept in memory although nobody asked for that. */
export interface DefaultMemoryReason {
  readonly message: string;
  readonly remedy: string;
}

/** A memory backend that reports `RCACHE_DEFAULT_MEMORY` when it is opened. It takes its own options only, not those meant for another backend. */
export function announcedMemory(options: OpenOptions, reason: DefaultMemoryReason): Backend {
  const given = ["cacheName", "maxEntries", "maxBytes"].filter((name) => options[name] !== undefined);
  const memory = makeMemory(Object.fromEntries(given.map((name) => [name, options[name]])));
  let announced = false;
  return delegateBackend(memory, {
    open(host) {
      if (!announced) host.report({ kind: "warning", code: "RCACHE_DEFAULT_MEMORY", ...reason });
      announced = true;
      return memory.open(host);
    },
  });
}
