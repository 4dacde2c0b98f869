import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { RowForm, SqliteDatabase, SqliteDriver, SqliteStatement } from "./driver.ts";

/** What this program is compiled with has all of these; Node 22.13 has none. */
type Statement = Omit<StatementSync, "setReturnArrays"> & Partial<Pick<StatementSync, "setReturnArrays">>;
type Lately = "isTransaction" | "enableDefensive";
type Connection = Omit<DatabaseSync, Lately> & Partial<Pick<DatabaseSync, Lately>>;

/** The module `node:sqlite`, of which only this is used. */
export interface NodeSqlite {
  readonly DatabaseSync: new (path: string) => DatabaseSync;
}

/** SQLite as Node brings it, from 22.13 on. It does not wait for locks unless told to. */
export function nodeSqliteDriver({ DatabaseSync }: NodeSqlite): SqliteDriver {
  return { name: "node:sqlite", open: (path) => fromNode(new DatabaseSync(path)) };
}

function fromNode(db: Connection): SqliteDatabase {
  return {
    get inTransaction() {
      return db.isTransaction ?? isInTransaction(db);
    },
    prepare: <Values extends readonly unknown[], Row>(sql: string, form?: RowForm) =>
      // The cast: what a statement takes and gives is for the one to say who has written it.
      formed(db.prepare(sql), form) as unknown as SqliteStatement<Values, Row>,
    exec: (sql) => db.exec(sql),
    pragma: (sql) => Object.values(db.prepare(`PRAGMA ${sql}`).get() ?? {})[0],
    allowSchemaEdits: (allowed) => db.enableDefensive?.(!allowed),
    close: () => db.close(),
  };
}

function formed(statement: Statement, form: RowForm = "objects"): object {
  if (form === "objects") return statement;
  if (form === "lists" && statement.setReturnArrays !== undefined) {
    statement.setReturnArrays(true);
    return statement;
  }
  const given = (row: object): unknown => (form === "lists" ? Object.values(row) : Object.values(row)[0]);
  return {
    run: (...values: Parameters<Statement["run"]>) => statement.run(...values),
    get: (...values: Parameters<Statement["get"]>) => {
      const row = statement.get(...values);
      return row === undefined ? undefined : given(row);
    },
    all: (...values: Parameters<Statement["all"]>) => statement.all(...values).map(given),
  };
}

/** SQLite refuses a transaction within another. */
function isInTransaction(db: Connection): boolean {
  try {
    db.exec("BEGIN");
  } catch {
    return true;
  }
  db.exec("COMMIT");
  return false;
}
