import type { Contender, Role } from "../harness/client.ts";

/** Loaded when their process needs them, and nothing else with them. */
export const CONTENDERS = {
  "plain fetch": async () => (await import("./plain-fetch.ts")).plainFetch,
  "limit: Map": async () => (await import("./limit-memory.ts")).limitMemory,
  "limit: better-sqlite3": async () => (await import("./limit-sqlite.ts")).limitSqlite,
  "rcache memory": async () => (await import("./rcache-memory.ts")).rcacheMemory,
  "rcache memory, real Response": async () => (await import("./rcache-memory.ts")).rcacheMemoryReal,
  "rcache SQLite": async () => (await import("./rcache-sqlite.ts")).rcacheSqlite,
  "undici memory": async () => (await import("./undici.ts")).undiciMemory,
  "undici memory + deduplicate": async () => (await import("./undici.ts")).undiciMemoryDeduplicated,
  "undici SQLite": async () => (await import("./undici.ts")).undiciSqlite,
  "node-fetch-cache memory": async () => (await import("./node-fetch-cache.ts")).nodeFetchCacheMemory,
  "got + Keyv memory": async () => (await import("./got-keyv.ts")).gotKeyvMemory,
} as const satisfies Record<string, () => Promise<Contender>>;

/** A name in the table above. */
export type ContenderName = keyof typeof CONTENDERS;

/** Whether there is such a contender. */
export function isContenderName(name: string): name is ContenderName {
  return Object.hasOwn(CONTENDERS, name);
}

/** What the contender is, told without loading it. */
export function roleOf(name: ContenderName): Role {
  if (name.startsWith("rcache")) return "ours";
  return name.startsWith("limit") || name === "plain fetch" ? "limit" : "peer";
}
