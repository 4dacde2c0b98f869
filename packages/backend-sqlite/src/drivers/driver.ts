/** A value that SQLite can store. */
export type SqliteValue = string | number | null | Uint8Array;

/** How a statement returns its rows: as objects, as lists of their columns, or only the first column of each. */
export type RowForm = "objects" | "lists" | "first";

/** A prepared statement. */
export interface SqliteStatement<Values extends readonly unknown[] = readonly SqliteValue[], Row = unknown> {
  run(...values: Values): { readonly changes: number | bigint; readonly lastInsertRowid: number | bigint };
  /** The first row; undefined if there is none. */
  get(...values: Values): Row | undefined;
  all(...values: Values): readonly Row[];
}

/** An open database. It never waits for a lock: a locked database throws SQLITE_BUSY at once. Blobs are bytes that belong to the caller. */
export interface SqliteDatabase {
  /** Whether a transaction is in progress. */
  readonly inTransaction: boolean;
  /**
   * Prepares a statement.
   *
   * @param form how it returns its rows. Default: `objects`
   */
  prepare<Values extends readonly unknown[], Row>(sql: string, form?: RowForm): SqliteStatement<Values, Row>;
  /** Runs one or several statements that return nothing. */
  exec(sql: string): void;
  /** Reads or sets a pragma. Returns the first column of its first row. */
  pragma(sql: string): unknown;
  /** Sets whether statements may change `sqlite_schema` (SQLite's "defensive" flag). Without it, they always may. */
  allowSchemaEdits?(allowed: boolean): void;
  close(): void;
}

/** Opens SQLite databases with `better-sqlite3`, with what the runtime provides, or with another library. */
export interface SqliteDriver {
  /** For messages. */
  readonly name: string;
  /** Opens the file, or `:memory:`, for reading and writing. Creates it if it does not exist. */
  open(path: string): SqliteDatabase;
}
