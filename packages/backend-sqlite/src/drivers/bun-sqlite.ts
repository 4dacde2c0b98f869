import type { RowForm, SqliteDatabase, SqliteDriver, SqliteStatement } from "./driver.ts";

/** Of `bun:sqlite`, what is used here: its types come with Bun alone. */
interface Statement {
  run(...values: readonly unknown[]): { readonly changes: number; readonly lastInsertRowid: number };
  get(...values: readonly unknown[]): object | null;
  all(...values: readonly unknown[]): readonly object[];
  values(...values: readonly unknown[]): readonly (readonly unknown[])[];
  finalize(): void;
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

/**
 * SQLite as Bun brings it. It does not wait for locks unless told to.
 *
 * @param editor the same library as `node:sqlite` has it. Without it, a damaged database stays as it is
 */
export function bunSqliteDriver({ Database }: BunSqlite, editor?: SqliteDriver): SqliteDriver {
  return {
    name: "bun:sqlite",
    open: (path) =>
      fromBun(new Database(path, { create: true, readwrite: true }), editor && (() => editor.open(path))),
  };
}

function fromBun(db: Connection, openEditor: (() => SqliteDatabase) | undefined): SqliteDatabase {
  const statements = new LivingStatements();
  /** In place of this connection while the schema is changed: Bun lets no connection of its own do that. */
  let editor: SqliteDatabase | undefined;
  return {
    get inTransaction() {
      return (editor ?? db).inTransaction;
    },
    prepare: <Values extends readonly unknown[], Row>(sql: string, form?: RowForm) =>
      // The cast: what a statement takes and gives is for the one to say who has written it.
      formed(statements.with(db.prepare(sql)), form) as unknown as SqliteStatement<Values, Row>,
    exec: (sql) => (editor ?? db).exec(sql),
    pragma: (sql) => (editor === undefined ? firstValue(db.prepare(`PRAGMA ${sql}`)) : editor.pragma(sql)),
    allowSchemaEdits(allowed) {
      editor?.close();
      editor = allowed ? openEditor?.() : undefined;
      editor?.allowSchemaEdits?.(allowed);
    },
    close() {
      statements.end();
      db.close();
    },
  };
}

function firstValue(statement: Statement): unknown {
  try {
    return statement.values()[0]?.[0];
  } finally {
    statement.finalize();
  }
}

/** Bun keeps a closed database open for every statement that is still there: it can be read, and holds its locks. */
class LivingStatements {
  readonly #living = new Set<WeakRef<Statement>>();
  readonly #collected = new FinalizationRegistry<WeakRef<Statement>>((ref) => this.#living.delete(ref));

  with(statement: Statement): Statement {
    const ref = new WeakRef(statement);
    this.#living.add(ref);
    this.#collected.register(statement, ref);
    return statement;
  }

  end(): void {
    for (const ref of this.#living) ref.deref()?.finalize();
    this.#living.clear();
  }
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
