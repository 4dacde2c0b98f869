export type { BackendAlias, BackendUrl, OpenOptions } from "./backend-aliases.ts";
export type { BackendChoice, OpenCacheOptions } from "./cache-over.ts";
export { type CacheSource, cacheSource } from "./cache-source.ts";
export { openBackend, openCache, openSerializer } from "./edge-openers.ts";
export type { SerializerAlias } from "./serializer-alias.ts";
