export type { Backend } from "@rcache/core/backend";
export { redisBackend } from "./redis-backend.ts";
export type { RedisClientLike } from "./redis-client-like.ts";
export type { RedisBackendOptions } from "./redis-options.ts";
