import { frameSerializer, type HttpCache, RcacheError } from "@rcache/core";
import type { Backend, Serializer } from "@rcache/core/backend";
import { announcedMemory } from "./announced-memory.ts";
import {
  BACKENDS,
  type BackendAlias,
  type BackendUrl,
  makeMemory,
  type OpenOptions,
} from "./backend-aliases.ts";
import { placeOf } from "./backend-place.ts";
import { cacheOver, type OpenCacheOptions, type Openers } from "./cache-over.ts";
import { type SerializerAlias, serializerAlias } from "./serializer-alias.ts";

const openers: Openers = {
  backend: openBackend,
  serializer: openSerializer,
  async defaultBackend(options) {
    return announcedMemory(options, {
      message: "answers are kept in memory only: no backend is named",
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
  const place = placeOf(choice, options);
  if (place.alias === "memory") return makeMemory(place.options);
  const { folder, factory } = BACKENDS[place.alias];
  throw unloadable("RCACHE_UNKNOWN_BACKEND", place.alias, `import { ${factory} } from "@rcache/${folder}"`);
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

function unloadable(
  code: "RCACHE_UNKNOWN_BACKEND" | "RCACHE_UNKNOWN_SERIALIZER",
  alias: string,
  how: string,
): RcacheError {
  return new RcacheError(
    code,
    `"${alias}" cannot be loaded by its name in a bundle for browsers and workers`,
    {
      remedy: `Write ${how} and pass it, if it runs here.`,
    },
  );
}
