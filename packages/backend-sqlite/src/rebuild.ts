import type { BackendHost } from "@rcache/core/backend";
import { createTables } from "./create-schema.ts";
import type { SqliteDatabase } from "./drivers/driver.ts";
import { RECENCY_INDEX, WRITERS_TABLE } from "./schema.ts";
import { isDamage } from "./sqlite-errors.ts";

/** What a database is rebuilt for. */
export interface RebuilderOptions {
  readonly path: string;
  readonly limited: boolean;
  readonly report: BackendHost["report"];
}

/** Damage may be met a second time where it was another process that has rebuilt the file. */
const ATTEMPTS = 2;

/**
 * Empties a damaged database where it stands, since other processes may have it open. A cache can be filled again; what SQLite calls malformed
 * cannot be trusted in any part.
 */
export class Rebuilder {
  readonly #db: SqliteDatabase;
  readonly #options: RebuilderOptions;
  /** Of the schema. In a file that somebody has rebuilt, it is another one. undefined where it cannot be read. */
  #version: unknown;

  constructor(db: SqliteDatabase, options: RebuilderOptions) {
    this.#db = db;
    this.#options = options;
    try {
      this.#version = db.pragma("schema_version");
    } catch (error) {
      if (!isDamage(error)) throw error;
    }
  }

  /** Does the work; where it meets damage, once more with an empty database. */
  run<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      return this.again(error, work);
    }
  }

  /** The same for work that has failed. @throws the error where it is not damage, or the database cannot be rebuilt now */
  again<T>(failure: unknown, work: () => T): T {
    let error = failure;
    for (let attempt = 0; attempt < ATTEMPTS && isDamage(error) && !this.#db.inTransaction; attempt += 1) {
      this.#rebuild(error);
      try {
        return work();
      } catch (next) {
        error = next;
      }
    }
    throw error;
  }

  #rebuild(error: unknown): void {
    try {
      const isOurs = this.#forgetTables();
      if (isOurs) this.#db.exec("VACUUM");
      createTables(this.#db);
      completeSchema(this.#db, this.#options);
      this.#version = this.#db.pragma("schema_version");
      if (isOurs) this.#options.report(damagedWarning(this.#options.path, error));
    } catch {
      throw error;
    }
  }

  /**
   * Without reading any of them, as dropping would. What is left for `VACUUM` to write is nothing.
   *
   * @returns false where somebody else has been here
   */
  #forgetTables(): boolean {
    const db = this.#db;
    db.allowSchemaEdits?.(true);
    try {
      db.exec("PRAGMA writable_schema = ON; BEGIN IMMEDIATE");
      // Of a file that was cut off, this can be read while the schema may be written.
      const isAsSeen = this.#version === undefined || db.pragma("schema_version") === this.#version;
      if (isAsSeen) db.exec("DELETE FROM sqlite_schema");
      db.exec("COMMIT");
      return isAsSeen;
    } finally {
      if (db.inTransaction) db.exec("ROLLBACK");
      db.exec("PRAGMA writable_schema = RESET");
      db.allowSchemaEdits?.(false);
    }
  }
}

/** Makes what the first release did not have, or not always. */
export function completeSchema(db: SqliteDatabase, { limited }: { readonly limited: boolean }): void {
  db.exec(WRITERS_TABLE);
  if (limited) db.exec(RECENCY_INDEX);
}

function damagedWarning(path: string, error: unknown): Parameters<BackendHost["report"]>[0] {
  return {
    kind: "warning",
    code: "RCACHE_STORE_DAMAGED",
    message: `${path} was damaged (${String(error)}), and is empty now`,
    remedy:
      "Nothing has to be done. Where it happens again, look at the disk, and at what else writes to the file.",
  };
}
