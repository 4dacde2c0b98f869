import type { RowForm, SqliteDatabase, SqliteDriver, SqliteStatement } from "./driver.ts";

/** Of `bun:sqlite`, what is used here: its types come with Bun alone. */
interface Statement {
  run(...values: readonly unknown[]): { readonly changes: number; readonly lastInsertRowid: number };
  get(...values: readonly unknown[]): object | null;
  all(...values: readonly unknown[]): readonly object[];
  values(...values: readonly unknown[]): readonly (readonly unknown[])[];
}
interface Connection {
  readonly inTransaction: boolean;
  prepare(sql: string): Statement;
  exec(sql: string): void;
  close(): void;
}

/** The module `bun:sqlite`. */
export interface BunSqlite {
  readonly Database: new (path: string, options: object) => Connection;
}

/** SQLite as Bun brings it. It does not wait for locks unless told to. */
export function bunSqliteDriver({ Database }: BunSqlite): SqliteDriver {
  return {
    name: "bun:sqlite",
    open: (path) => fromBun(new Database(path, { create: true, readwrite: true })),
  };
}

function fromBun(db: Connection): SqliteDatabase {
  return {
    get inTransaction() {
      return db.inTransaction;
    },
    prepare: <Values extends readonly unknown[], Row>(sql: string, form?: RowForm) =>
      // The cast: what a statement takes and gives is for the one to say who has written it.
      formed(db.prepare(sql), form) as unknown as SqliteStatement<Values, Row>,
    exec: (sql) => db.exec(sql),
    pragma: (sql) => db.prepare(`PRAGMA ${sql}`).values()[0]?.[0],
    close: () => db.close(),
  };
}

function formed(statement: Statement, form: RowForm = "objects"): object {
  const all = (...values: readonly unknown[]): readonly unknown[] => {
    if (form === "objects") return statement.all(...values);
    const lists = statement.values(...values);
    return form === "lists" ? lists : lists.map(([first]) => first);
  };
  return {
    run: (...values: readonly unknown[]) => statement.run(...values),
    get: (...values: readonly unknown[]) => all(...values)[0],
    all,
  };
}
