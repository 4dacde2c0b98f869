import type Database from "better-sqlite3";
import type { SqliteDatabase, SqliteDriver, SqliteStatement } from "./driver.ts";

/** A driver from the class that `better-sqlite3` exports, for programs that load the package themselves. */
export function betterSqlite3Driver(
  Constructor: new (path: string, options: object) => object,
): SqliteDriver {
  return {
    name: "better-sqlite3",
    // The cast: an object of this class, whose types a user does not need to have. Waiting in the driver would stop the event loop.
    open: (path) => fromBetterSqlite3(new Constructor(path, { timeout: 0 }) as Database.Database),
  };
}

export function fromBetterSqlite3(db: Database.Database): SqliteDatabase {
  return {
    get inTransaction() {
      return db.inTransaction;
    },
    prepare<Values extends readonly unknown[], Row>(sql: string, form = "objects") {
      const statement = db.prepare(sql);
      if (form === "lists") statement.raw();
      if (form === "first") statement.pluck();
      // The cast: what a statement takes and gives is for the one to say who has written it.
      return statement as unknown as SqliteStatement<Values, Row>;
    },
    exec: (sql) => void db.exec(sql),
    pragma: (sql) => db.pragma(sql, { simple: true }),
    allowSchemaEdits: (allowed) => void db.unsafeMode(allowed),
    close: () => void db.close(),
  };
}
