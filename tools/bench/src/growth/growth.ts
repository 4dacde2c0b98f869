import type { ServiceName } from "@rcache/services";
import type { Grower } from "./grower.ts";

/** Loaded in their own process. */
export const GROWERS = {
  "limit: Map": async () => (await import("./limit-growers.ts")).growMap,
  "limit: better-sqlite3": async () => (await import("./limit-growers.ts")).growSqlite,
  "limit: fs.readFileSync": async () => (await import("./limit-growers.ts")).growFiles,
  "rcache memory": async () => (await import("./rcache-growers.ts")).growRcacheMemory,
  "rcache SQLite": async () => (await import("./rcache-growers.ts")).growRcacheSqlite,
  "rcache files": async () => (await import("./rcache-growers.ts")).growRcacheFiles,
  "rcache Redis": async () => (await import("./rcache-server-growers.ts")).growRcacheRedis,
  "rcache MongoDB": async () => (await import("./rcache-server-growers.ts")).growRcacheMongodb,
  "rcache GridFS": async () => (await import("./rcache-server-growers.ts")).growRcacheGridfs,
  "rcache DynamoDB": async () => (await import("./rcache-server-growers.ts")).growRcacheDynamodb,
} as const satisfies Record<string, () => Promise<(directory: string, server: string) => Grower>>;

const SERVERS: Partial<Record<GrowerName, ServiceName>> = {
  "rcache Redis": "redis",
  "rcache MongoDB": "mongodb-java",
  "rcache GridFS": "mongodb-java",
  "rcache DynamoDB": "dynamodb",
};

/** The server it grows in, if it needs one. */
export function growerServer(name: GrowerName): ServiceName | undefined {
  return SERVERS[name];
}

/** A name in the table above. */
export type GrowerName = keyof typeof GROWERS;

/** What one store showed while it grew. */
export interface Growth {
  readonly p50FewUs: number;
  readonly p50ManyUs: number;
  readonly p99ManyUs: number;
  readonly storesPerSecond: number;
  /** By how much the resident memory rose at most while all was walked over. */
  readonly scanPeakMb: number | undefined;
  readonly purgeMs: number;
  /** The longest look-up while it was emptied; undefined where none was made. */
  readonly lookMs: number | undefined;
  /** The longest times in which nothing else could run: while all was walked over, removed as expired, deleted by URL, and cleared. */
  readonly walkStallMs: number | undefined;
  readonly purgeStallMs: number;
  readonly deleteStallMs: number | undefined;
  readonly clearStallMs: number | undefined;
  /** The longest of these. */
  readonly stallMs: number;
  /** What the thread computed at most without a turn of the event loop, in any of these. */
  readonly computedMs: number;
}

/** How far it grows, and how long it is read. */
export interface GrowthPlan {
  readonly few: number;
  readonly many: number;
  readonly rounds: number;
  readonly roundMs: number;
}
