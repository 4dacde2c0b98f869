export type { Backend } from "@rcache/core/backend";
export { betterSqlite3Driver } from "./drivers/better-sqlite3.ts";
export type {
  RowForm,
  SqliteDatabase,
  SqliteDriver,
  SqliteStatement,
  SqliteValue,
} from "./drivers/driver.ts";
export type { SqliteDriverName } from "./drivers/find-driver.ts";
export { type SqliteBackend, sqliteBackend } from "./sqlite-backend.ts";
export type { SqliteBackendOptions } from "./sqlite-options.ts";
