/** What SQLite keeps. */
export type SqliteValue = string | number | null | Uint8Array;

/** How a statement gives its rows: as objects, as lists of their columns, or of each the first column alone. */
export type RowForm = "objects" | "lists" | "first";

/** A prepared statement, its values and its rows. */
export interface SqliteStatement<Values extends readonly unknown[] = readonly SqliteValue[], Row = unknown> {
  run(...values: Values): { readonly changes: number | bigint; readonly lastInsertRowid: number | bigint };
  /** The first row; undefined where there is none. */
  get(...values: Values): Row | undefined;
  all(...values: Values): readonly Row[];
  /** No other statement writes before it has ended. */
  iterate(...values: Values): Iterable<Row>;
}

/** An open database. It never waits for a lock: what is locked throws SQLITE_BUSY at once. Blobs are bytes that are the caller's own. */
export interface SqliteDatabase {
  /** A transaction is under way. */
  readonly inTransaction: boolean;
  /** @param form how it gives its rows; `objects` where left out */
  prepare<Values extends readonly unknown[], Row>(sql: string, form?: RowForm): SqliteStatement<Values, Row>;
  /** Runs one or several statements that give nothing. */
  exec(sql: string): void;
  /** Reads or sets a pragma: the first column of its first row. */
  pragma(sql: string): unknown;
  close(): void;
}

/** Opens databases: `better-sqlite3`, what the runtime brings, or another. */
export interface SqliteDriver {
  /** For messages. */
  readonly name: string;
  /** Opens the file, or `:memory:`, to read and write, and creates it where it is missing. */
  open(path: string): SqliteDatabase;
}
