import type { ScanFilter } from "@rcache/core/backend";
import type { SqliteDatabase, SqliteStatement } from "./drivers/driver.ts";
import { HEAD_COLUMNS, type HeadRow } from "./record-rows.ts";
import type { Stored } from "./statements.ts";

/** Conditions in SQL, in the order of their values. */
interface Conditions {
  readonly sql: string;
  readonly values: readonly (string | number)[];
}

/** A page of heads, after one id and up to another. */
export type HeadPage = (afterId: number, lastId: number, limit: number) => readonly HeadRow[];

/** What a filter asks, as conditions. Values are never part of the SQL. */
function conditionsOf(filter: ScanFilter): Conditions {
  const { host, tag, freshBeforeMs } = filter;
  const all: readonly (readonly [sql: string, value: string | number | undefined])[] = [
    ["host = ?", host],
    ["EXISTS (SELECT 1 FROM json_each(tags) WHERE json_each.value = ?)", tag],
    ["fresh_until <= ?", freshBeforeMs],
  ];
  const given = all.flatMap(([sql, value]) => (value === undefined ? [] : [{ sql, value }]));
  return {
    sql: given.map(({ sql }) => ` AND ${sql}`).join(""),
    values: given.map(({ value }) => value),
  };
}

/** Reads the heads that a filter matches. */
export function headPages(db: SqliteDatabase, filter: ScanFilter): HeadPage {
  const { sql, values } = conditionsOf(filter);
  const columns = filter.values === true ? `${HEAD_COLUMNS}, value` : HEAD_COLUMNS;
  const statement = db.prepare<unknown[], HeadRow>(
    `SELECT ${columns} FROM records WHERE id > ? AND id <= ?${sql} ORDER BY id LIMIT ?`,
  );
  return (afterId, lastId, limit) => statement.all(afterId, lastId, ...values, limit);
}

/** Reads what has to be known of the records to be removed, so many of them. */
export function matching(db: SqliteDatabase, filter: ScanFilter): (limit: number) => readonly Stored[] {
  const { sql, values } = conditionsOf(filter);
  // Where only times are asked for, the index has all of it: a table of 100,000 records is 400 MB to walk through, its index 4.
  const byTime = filter.host === undefined && filter.tag === undefined && values.length > 0;
  const ids = `SELECT id FROM records${byTime ? " INDEXED BY records_by_time" : ""} WHERE true${sql} LIMIT ?`;
  const statement: SqliteStatement<unknown[], Stored> = db.prepare(
    `SELECT id, revision, bytes, size, body_id FROM records WHERE id IN (${ids})`,
  );
  return (limit) => statement.all(...values, limit);
}
