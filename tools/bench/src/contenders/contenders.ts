import type { ServiceName } from "@rcache/services";
import type { Contender, Role } from "../harness/client.ts";

/** Loaded when their process needs them, and nothing else with them. */
export const CONTENDERS = {
  "plain fetch": async () => (await import("./plain-fetch.ts")).plainFetch,
  "limit: Map": async () => (await import("./limit-memory.ts")).limitMemory,
  "limit: Map, no Response": async () => (await import("./limit-memory.ts")).limitMemoryBody,
  "limit: better-sqlite3": async () => (await import("./limit-sqlite.ts")).limitSqlite,
  "limit: better-sqlite3, no Response": async () => (await import("./limit-sqlite.ts")).limitSqliteBody,
  "limit: LMDB": async () => (await import("./limit-lmdb.ts")).limitLmdb,
  "limit: fs.readFile": async () => (await import("./limit-files.ts")).limitReadFile,
  "limit: fs.readFileSync": async () => (await import("./limit-files.ts")).limitReadFileSync,
  "limit: ioredis": async () => (await import("./limit-redis.ts")).limitRedis,
  "limit: ioredis, no Response": async () => (await import("./limit-redis.ts")).limitRedisBody,
  "limit: mongodb driver": async () => (await import("./limit-mongodb.ts")).limitMongodb,
  "limit: mongodb driver, bytes alone": async () => (await import("./limit-mongodb.ts")).limitMongodbBytes,
  "limit: DynamoDB client, bytes alone": async () => (await import("./limit-dynamodb.ts")).limitDynamodbBytes,
  "limit: DynamoDB client": async () => (await import("./limit-dynamodb.ts")).limitDynamodb,
  "rcache memory": async () => (await import("./rcache-memory.ts")).rcacheMemory,
  "rcache memory, real Response": async () => (await import("./rcache-memory.ts")).rcacheMemoryReal,
  "rcache SQLite": async () => (await import("./rcache-sqlite.ts")).rcacheSqlite,
  "rcache files": async () => (await import("./rcache-files.ts")).rcacheFiles,
  "rcache files, frames": async () => (await import("./rcache-files.ts")).rcacheFilesFrame,
  "rcache Redis": async () => (await import("./rcache-redis.ts")).rcacheRedis,
  "rcache MongoDB": async () => (await import("./rcache-mongodb.ts")).rcacheMongodb,
  "rcache GridFS": async () => (await import("./rcache-mongodb.ts")).rcacheGridfs,
  "rcache DynamoDB": async () => (await import("./rcache-dynamodb.ts")).rcacheDynamodb,
  "undici memory": async () => (await import("./undici.ts")).undiciMemory,
  "undici memory + deduplicate": async () => (await import("./undici.ts")).undiciMemoryDeduplicated,
  "undici SQLite": async () => (await import("./undici.ts")).undiciSqlite,
  "node-fetch-cache memory": async () => (await import("./node-fetch-cache.ts")).nodeFetchCacheMemory,
  "node-fetch-cache files": async () => (await import("./node-fetch-cache.ts")).nodeFetchCacheFiles,
  "plain axios": async () => (await import("./axios.ts")).plainAxios,
  "rcache axios": async () => (await import("./axios.ts")).rcacheAxios,
  "axios-cache-interceptor memory": async () => (await import("./axios.ts")).axiosCacheInterceptor,
  "plain node:http": async () => (await import("./plain-http.ts")).plainHttp,
  "rcache patch, node:http": async () => (await import("./patch.ts")).patchedHttp,
  "rcache patch, node:http, host left out": async () => (await import("./patch.ts")).patchedHttpOtherHost,
  "rcache patch, node:http, method left out": async () => (await import("./patch.ts")).patchedHttpOtherMethod,
  "rcache patch, node:http, disabled": async () => (await import("./patch.ts")).patchedHttpDisabled,
  "rcache patch, fetch": async () => (await import("./patch.ts")).patchedFetch,
  "rcache patch, fetch, host left out": async () => (await import("./patch.ts")).patchedFetchOtherHost,
  "rcache patch, fetch, method left out": async () => (await import("./patch.ts")).patchedFetchOtherMethod,
  "rcache patch, fetch, disabled": async () => (await import("./patch.ts")).patchedFetchDisabled,
  "got + Keyv memory": async () => (await import("./got-keyv.ts")).gotKeyvMemory,
} as const satisfies Record<string, () => Promise<Contender>>;

/** A name in the table above. */
export type ContenderName = keyof typeof CONTENDERS;

const SERVERS: Partial<Record<ContenderName, ServiceName>> = {
  "limit: ioredis": "redis",
  "limit: ioredis, no Response": "redis",
  "rcache Redis": "redis",
  "limit: mongodb driver": "mongodb-java",
  "rcache MongoDB": "mongodb-java",
  "rcache GridFS": "mongodb-java",
  "limit: mongodb driver, bytes alone": "mongodb-java",
  "limit: DynamoDB client": "dynamodb",
  "limit: DynamoDB client, bytes alone": "dynamodb",
  "rcache DynamoDB": "dynamodb",
};

/** The server that the contender talks to, if it needs one. */
export function serverOf(name: ContenderName): ServiceName | undefined {
  return SERVERS[name];
}

/** Whether there is such a contender. */
export function isContenderName(name: string): name is ContenderName {
  return Object.hasOwn(CONTENDERS, name);
}

/** What the contender is, told without loading it. */
export function roleOf(name: ContenderName): Role {
  if (name.startsWith("rcache")) return "ours";
  return name.startsWith("limit") || name.startsWith("plain") ? "limit" : "peer";
}
