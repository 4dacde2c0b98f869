// So that whoever has installed this package alone can name every type in its declarations.
export type * from "@rcache/core";
export {
  type Backend,
  type KeyValueStore,
  keyValueBackend,
  refuseMisplacedOptions,
  type Serializer,
} from "@rcache/core/backend";
export type { BackendAlias, BackendUrl, OpenOptions } from "./backend-aliases.ts";
export type { BackendChoice, OpenCacheOptions } from "./cache-over.ts";
export { type CacheSource, cacheSource } from "./cache-source.ts";
export { type ConfiguredOptions, configuredOptions } from "./configured-options.ts";
export { openBackend, openCache, openSerializer } from "./edge-openers.ts";
export type { SerializerAlias } from "./serializer-alias.ts";
