import { RcacheError } from "@rcache/core/backend";
import type { SqliteDatabase } from "./drivers/driver.ts";
import { APPLICATION_ID, SCHEMA, SCHEMA_VERSION } from "./schema.ts";

/** The error for a file that is something else's. */
export function foreign(path: string, why: string): RcacheError {
  return new RcacheError("RCACHE_FOREIGN_STORE", `${path} is not a cache of this version: ${why}`, {
    remedy: "Give another `path` or `cacheName`, or move the file away. It was left as it is.",
  });
}

/** Makes the tables, unless the file has been ours before. */
export function createSchema(db: SqliteDatabase, path: string): void {
  if (hasSchema(db, path)) return;
  immediately(db, () => {
    // Somebody else may have been quicker. Only in here nobody can be in the middle of it.
    if (hasSchema(db, path)) return;
    if (db.pragma("application_id") !== 0 || !isEmpty(db))
      throw foreign(path, "it is a SQLite database of another program");
    db.exec(SCHEMA);
  });
}

/** Makes the tables of a file that is ours, and has lost them. */
export function createTables(db: SqliteDatabase): void {
  immediately(db, () => {
    if (isEmpty(db)) db.exec(SCHEMA);
  });
}

function immediately(db: SqliteDatabase, change: () => void): void {
  db.exec("BEGIN IMMEDIATE");
  try {
    change();
    db.exec("COMMIT");
  } catch (error) {
    if (db.inTransaction) db.exec("ROLLBACK");
    throw error;
  }
}

function hasSchema(db: SqliteDatabase, path: string): boolean {
  if (db.pragma("application_id") !== APPLICATION_ID) return false;
  const version = Number(db.pragma("user_version"));
  if (version <= SCHEMA_VERSION) return true;
  throw foreign(path, `its format is ${version}, this program knows ${SCHEMA_VERSION}`);
}

function isEmpty(db: SqliteDatabase): boolean {
  return db.prepare<[], number>("SELECT count(*) FROM sqlite_schema", "first").get() === 0;
}
