import type { Instant } from "@rcache/core/backend";
import type { Database, Statement } from "better-sqlite3";

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

/** How many records there are, the bytes of their bodies, and what they take in the file. */
export interface Totals {
  readonly entries: number;
  readonly bytes: number;
  readonly size: number;
}

const STORED = "id, revision, bytes, size, body_id";
const AT = "target = ? AND selector = ? AND variant = ?";

/** Every statement that does not depend on a filter, prepared once a connection. */
export interface Statements {
  readonly find: Statement<[string, string, string], FoundRow>;
  readonly revision: Statement<[string, string, string], string>;
  readonly othersState: Statement<[], number>;
  readonly findAll: Statement<[string, string], FoundRow>;
  readonly stored: Statement<[string, string, string], Stored>;
  readonly underTarget: Statement<[string], Stored>;
  readonly past: Statement<[Instant, number], Stored>;
  readonly leastUsed: Statement<[number], Stored & { readonly used_at: Instant }>;
  readonly upTo: Statement<[number, number], Stored>;
  readonly lastId: Statement<[], number | null>;
  readonly put: Statement<unknown[]>;
  readonly delete: Statement<[number]>;
  readonly use: Statement<[Instant, number]>;
  readonly epoch: Statement<[string], string>;
  readonly bump: Statement<[string, Instant]>;
  readonly forgetEpochs: Statement<[Instant, number]>;
  readonly totals: Statement<[], Totals>;
  readonly account: Statement<[number, number, number]>;
}

/** Prepares the statements. */
export function prepareStatements(db: Database): Statements {
  const found = "revision, serializer_id, remove_at, body, value, id, variant";
  return {
    find: db.prepare<[string, string, string], FoundRow>(`SELECT ${found} FROM records WHERE ${AT}`).raw(),
    revision: db
      .prepare<[string, string, string], string>(`SELECT revision FROM records WHERE ${AT}`)
      .pluck(),
    // Changes with every transaction of another connection, whether of this process or not.
    othersState: db.prepare<[], number>("PRAGMA data_version").pluck(),
    findAll: db
      .prepare<[string, string], FoundRow>(`SELECT ${found} FROM records WHERE target = ? AND selector = ?`)
      .raw(),
    stored: db.prepare(`SELECT ${STORED} FROM records WHERE ${AT}`),
    underTarget: db.prepare(`SELECT ${STORED} FROM records WHERE target = ?`),
    past: db.prepare(`SELECT ${STORED} FROM records WHERE remove_at <= ? ORDER BY remove_at LIMIT ?`),
    leastUsed: db.prepare(`SELECT ${STORED}, used_at FROM records ORDER BY used_at, id LIMIT ?`),
    upTo: db.prepare(`SELECT ${STORED} FROM records WHERE id <= ? ORDER BY id LIMIT ?`),
    lastId: db.prepare<[], number | null>("SELECT max(id) FROM records").pluck(),
    put: db.prepare(PUT),
    delete: db.prepare("DELETE FROM records WHERE id = ?"),
    use: db.prepare("UPDATE records SET used_at = ? WHERE id = ?"),
    epoch: db
      .prepare<[string], string>(
        "SELECT coalesce((SELECT epoch FROM targets WHERE target = ?), (SELECT epoch FROM state))",
      )
      .pluck(),
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
