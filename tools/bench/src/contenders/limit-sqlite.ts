import { join } from "node:path";
import Database from "better-sqlite3";
import type { Contender } from "../harness/client.ts";
import { keptBody } from "./kept-answer.ts";
import { type BareStore, limitClient } from "./limit-client.ts";

/** The rawest read from a file of SQLite that still ends in a Response: one get by key, of a body and as many bytes as its headers take. */
export const limitSqlite: Contender = {
  role: "limit",
  open: async (directory) => limitClient(bareSqlite(directory)),
};

/** The same without a Response: one copy of the body is all that is made. */
export const limitSqliteBody: Contender = {
  role: "limit",
  open: async (directory) => limitClient(bareSqlite(directory), keptBody),
};

function bareSqlite(directory: string): BareStore {
  const db = new Database(join(directory, "limit.sqlite"));
  db.pragma("journal_mode = WAL");
  db.pragma("synchronous = NORMAL");
  db.exec("CREATE TABLE IF NOT EXISTS kept (key TEXT PRIMARY KEY, value BLOB NOT NULL)");
  const get = db.prepare<[string], Buffer>("SELECT value FROM kept WHERE key = ?").pluck();
  const set = db.prepare<[string, Buffer]>("INSERT OR REPLACE INTO kept (key, value) VALUES (?, ?)");
  return {
    get: (key) => get.get(key),
    set: (key, value) => set.run(key, value),
    close: () => db.close(),
  };
}
