import { join } from "node:path";
import { sqliteBackend } from "@rcache/backend-sqlite";
import type { Contender } from "../harness/client.ts";
import { rcacheClient } from "./rcache-client.ts";

/** @rcache over a file of SQLite, as an application uses it. */
export const rcacheSqlite: Contender = {
  role: "ours",
  open: async (directory) => rcacheClient(sqliteBackend({ path: join(directory, "rcache.sqlite") })),
};
