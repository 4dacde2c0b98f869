import type { Instant } from "@rcache/core/backend";
import type { SqliteDatabase, SqliteStatement } from "./drivers/driver.ts";

/** What a hit reads of a record. */
export type FoundRow = readonly [
  revision: string,
  serializerId: string,
  removeAtMs: Instant,
  body: string | null,
  value: Uint8Array<ArrayBuffer>,
  id: number,
  variant: string,
];

/** What replacing or removing a record has to know of it. */
export interface Stored {
  readonly id: number;
  readonly revision: string;
  readonly bytes: number;
  readonly size: number;
  readonly body_id: string | null;
}

/** What the first to store needs to know of a lookup: the target's epoch, and whether anything is there, 0 or 1. */
export type Look = readonly [epoch: string, isThere: number];

/** How many records there are, the bytes of their bodies, and what they take in the file. */
export interface Totals {
  readonly entries: number;
  readonly bytes: number;
  readonly size: number;
}

const STORED = "id, revision, bytes, size, body_id";
const AT = "target = ? AND selector = ? AND variant = ?";
const EPOCH = "coalesce((SELECT epoch FROM targets WHERE target = ?), (SELECT epoch FROM state))";

/** Every statement that does not depend on a filter, prepared once a connection. */
export interface Statements {
  readonly find: SqliteStatement<[string, string, string], FoundRow>;
  readonly revision: SqliteStatement<[string, string, string], string>;
  readonly othersState: SqliteStatement<[], number>;
  readonly findAll: SqliteStatement<[string, string], FoundRow>;
  readonly look: SqliteStatement<[string, string, string], Look>;
  readonly stored: SqliteStatement<[string, string, string], Stored>;
  readonly underTarget: SqliteStatement<[string], Stored>;
  readonly past: SqliteStatement<[Instant, number], Stored>;
  readonly leastUsed: SqliteStatement<[number], Stored & { readonly used_at: Instant }>;
  readonly upTo: SqliteStatement<[number, number], Stored>;
  readonly lastId: SqliteStatement<[], number | null>;
  readonly put: SqliteStatement<unknown[]>;
  readonly delete: SqliteStatement<[number]>;
  readonly use: SqliteStatement<[Instant, number]>;
  readonly epoch: SqliteStatement<[string], string>;
  readonly bump: SqliteStatement<[string, Instant]>;
  readonly forgetEpochs: SqliteStatement<[Instant, number]>;
  readonly totals: SqliteStatement<[], Totals>;
  readonly account: SqliteStatement<[number, number, number]>;
}

/** Prepares the statements. */
export function prepareStatements(db: SqliteDatabase): Statements {
  const found = "revision, serializer_id, remove_at, body, value, id, variant";
  return {
    find: db.prepare(`SELECT ${found} FROM records WHERE ${AT}`, "lists"),
    revision: db.prepare(`SELECT revision FROM records WHERE ${AT}`, "first"),
    // Changes with every transaction of another connection, whether of this process or not.
    othersState: db.prepare("PRAGMA data_version", "first"),
    findAll: db.prepare(`SELECT ${found} FROM records WHERE target = ? AND selector = ?`, "lists"),
    look: db.prepare(
      `SELECT ${EPOCH}, EXISTS (SELECT 1 FROM records WHERE target = ? AND selector = ?)`,
      "lists",
    ),
    stored: db.prepare(`SELECT ${STORED} FROM records WHERE ${AT}`),
    underTarget: db.prepare(`SELECT ${STORED} FROM records WHERE target = ?`),
    past: db.prepare(`SELECT ${STORED} FROM records WHERE remove_at <= ? ORDER BY remove_at LIMIT ?`),
    leastUsed: db.prepare(`SELECT ${STORED}, used_at FROM records ORDER BY used_at, id LIMIT ?`),
    upTo: db.prepare(`SELECT ${STORED} FROM records WHERE id <= ? ORDER BY id LIMIT ?`),
    lastId: db.prepare("SELECT max(id) FROM records", "first"),
    put: db.prepare(PUT),
    delete: db.prepare("DELETE FROM records WHERE id = ?"),
    use: db.prepare("UPDATE records SET used_at = ? WHERE id = ?"),
    epoch: db.prepare(`SELECT ${EPOCH}`, "first"),
    bump: db.prepare(
      `INSERT INTO targets VALUES (?, lower(hex(randomblob(8))), ?)
       ON CONFLICT (target) DO UPDATE SET epoch = excluded.epoch, bumped_at = excluded.bumped_at`,
    ),
    forgetEpochs: db.prepare(
      "DELETE FROM targets WHERE target IN (SELECT target FROM targets WHERE bumped_at <= ? LIMIT ?)",
    ),
    totals: db.prepare("SELECT entries, bytes, size FROM state"),
    account: db.prepare("UPDATE state SET entries = entries + ?, bytes = bytes + ?, size = size + ?"),
  };
}

/** The columns of a record as they are written, without its id. */
const PUT_COLUMNS = [
  "target",
  "selector",
  "variant",
  "revision",
  "serializer_id",
  "remove_at",
  "body",
  "body_id",
  "url",
  "host",
  "method",
  "status",
  "tags",
  "created_at",
  "fresh_until",
  "used_at",
  "bytes",
  "size",
  "value",
] as const;

// Not INSERT OR REPLACE, which would give the record another id: a scan that is under way would meet it twice.
const PUT = `INSERT INTO records (${PUT_COLUMNS.join(", ")}) VALUES (${PUT_COLUMNS.map(() => "?").join(", ")})
ON CONFLICT (target, selector, variant) DO UPDATE SET ${PUT_COLUMNS.slice(3)
  .map((column) => `${column} = excluded.${column}`)
  .join(", ")}`;
