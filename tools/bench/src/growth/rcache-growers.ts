import { join } from "node:path";
import { filesystemBackend } from "@rcache/backend-filesystem";
import { memoryBackend } from "@rcache/backend-memory";
import { sqliteBackend } from "@rcache/backend-sqlite";
import type { Grower } from "./grower.ts";
import { rcacheGrower } from "./rcache-grower.ts";

/** @rcache over memory. */
export function growRcacheMemory(): Grower {
  return rcacheGrower(memoryBackend({ maxBytes: 2_000_000_000 }));
}

/** @rcache over a file of SQLite. */
export function growRcacheSqlite(directory: string): Grower {
  return rcacheGrower(sqliteBackend({ path: join(directory, "rcache.sqlite") }));
}

/** @rcache over files. */
export function growRcacheFiles(directory: string): Grower {
  return rcacheGrower(filesystemBackend({ directory: join(directory, "files") }));
}
