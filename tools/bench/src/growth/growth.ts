import type { Grower } from "./grower.ts";

/** Loaded in their own process. */
export const GROWERS = {
  "limit: Map": async () => (await import("./limit-growers.ts")).growMap,
  "limit: better-sqlite3": async () => (await import("./limit-growers.ts")).growSqlite,
  "rcache memory": async () => (await import("./rcache-growers.ts")).growRcacheMemory,
  "rcache SQLite": async () => (await import("./rcache-growers.ts")).growRcacheSqlite,
} as const satisfies Record<string, () => Promise<(directory: string) => Grower>>;

/** A name in the table above. */
export type GrowerName = keyof typeof GROWERS;

/** What one store showed while it grew. */
export interface Growth {
  readonly p50FewUs: number;
  readonly p50ManyUs: number;
  readonly p99ManyUs: number;
  readonly storesPerSecond: number;
  readonly purgeMs: number;
  /** The longest time in which nothing else could run while it was emptied. */
  readonly stallMs: number;
}

/** How far it grows, and how long it is read. */
export interface GrowthPlan {
  readonly few: number;
  readonly many: number;
  readonly rounds: number;
  readonly roundMs: number;
}
