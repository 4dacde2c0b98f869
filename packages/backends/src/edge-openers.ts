import { frameSerializer, type HttpCache } from "@rcache/core";
import type { Backend, Serializer } from "@rcache/core/backend";
import { announcedMemory } from "./announced-memory.ts";
import type { BackendAlias, BackendUrl, OpenOptions } from "./backend-aliases.ts";
import { cacheOver, type OpenCacheOptions, type Openers } from "./cache-over.ts";
import { makeMemory, memoryPlace } from "./memory-place.ts";
import { type SerializerAlias, serializerAlias } from "./serializer-alias.ts";
import { unloadable } from "./unloadable.ts";

const openers: Openers = {
  backend: openBackend,
  serializer: openSerializer,
  async defaultBackend(options) {
    return announcedMemory(options, {
      message: "responses are kept in memory only: no backend is named",
      remedy:
        "Import a backend that runs here and pass it as backend, or say backend: 'memory' if that is what you want.",
    });
  },
};

/**
 * Memory by its alias or URL. Where programs are bundled, nothing else can be loaded by its name: import a backend and pass it.
 *
 * @throws RcacheError `RCACHE_UNKNOWN_BACKEND`
 */
export async function openBackend(
  choice: BackendAlias | BackendUrl,
  options: OpenOptions = {},
): Promise<Backend> {
  const memory = memoryPlace(String(choice), options);
  if (memory !== undefined) return makeMemory(memory);
  throw (await import("./unloadable-backend.ts")).unloadableBackend(choice, options);
}

/**
 * Core's own `frame`. Where programs are bundled, nothing else can be loaded by its name: import a serializer and pass it.
 *
 * @throws RcacheError `RCACHE_UNKNOWN_SERIALIZER`
 */
export async function openSerializer(alias: SerializerAlias): Promise<Serializer> {
  const name = serializerAlias(alias);
  if (name === "frame") return frameSerializer;
  throw unloadable(
    "RCACHE_UNKNOWN_SERIALIZER",
    name,
    `import { ${name}Serializer } from "@rcache/serializer-${name}"`,
  );
}

/**
 * A cache over memory, or over a backend or factory that is passed.
 *
 * @throws RcacheError where an option is unknown or has a wrong value
 */
export function openCache(options: OpenCacheOptions = {}): HttpCache {
  return cacheOver(openers, options);
}
