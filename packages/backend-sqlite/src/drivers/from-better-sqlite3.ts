import type Database from "better-sqlite3";
import type { SqliteDatabase, SqliteStatement } from "./driver.ts";

/** In a file of its own: its types are better-sqlite3's, which a user of this package may not have. */
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
