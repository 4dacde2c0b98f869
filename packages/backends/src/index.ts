export type { BackendAlias, BackendUrl, OpenOptions } from "./backend-aliases.ts";
export type { BackendChoice, OpenCacheOptions } from "./cache-over.ts";
export { type CacheSource, cacheSource } from "./cache-source.ts";
export { openBackend } from "./open-backend.ts";
export { openCache } from "./open-cache.ts";
export { openSerializer } from "./open-serializer.ts";
export type { SerializerAlias } from "./serializer-alias.ts";
