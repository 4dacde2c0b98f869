import { type Instant, RcacheError } from "@rcache/core/backend";
import type { Database, Statement } from "better-sqlite3";
import { prepareStatements, type Statements, type Totals } from "./statements.ts";

/** An open database, its statements, and the one way to write: whole or not at all. */
export class Connection {
  readonly db: Database;
  readonly sql: Statements;
  readonly nowMs: () => Instant;
  readonly #begin: Statement;
  readonly #commit: Statement;
  readonly #rollback: Statement;
  #entries = 0;
  #bytes = 0;
  #size = 0;
  #state = 0;
  #othersState = 0;

  constructor(db: Database, nowMs: () => Instant) {
    this.db = db;
    this.sql = prepareStatements(db);
    this.nowMs = nowMs;
    this.#begin = db.prepare("BEGIN IMMEDIATE");
    this.#commit = db.prepare("COMMIT");
    this.#rollback = db.prepare("ROLLBACK");
  }

  /** Runs in one transaction, or in the one that is under way. What it throws undoes all of it. */
  write<T>(change: () => T): T {
    if (this.db.inTransaction) return change();
    this.#begin.run();
    try {
      const result = change();
      this.#settleTotals();
      this.#commit.run();
      return result;
    } catch (error) {
      this.#state += 1;
      if (this.db.inTransaction) this.#rollback.run();
      throw error;
    } finally {
      this.#entries = 0;
      this.#bytes = 0;
      this.#size = 0;
    }
  }

  /** Counts what a record that was put or removed adds to the transaction's totals, or with negative numbers, takes away. */
  account(entries: number, bytes: number, size: number): void {
    this.#state += 1;
    this.#entries += entries;
    this.#bytes += bytes;
    this.#size += size;
  }

  /** A number that is another one once a record has been changed: by this connection, or by anybody else who has written to the file. */
  state(): number {
    const others = this.sql.othersState.get() ?? 0;
    if (others !== this.#othersState) this.#state += 1;
    this.#othersState = others;
    return this.#state;
  }

  /** With what the transaction under way has changed. */
  totals(): Totals {
    const { entries = 0, bytes = 0, size = 0 } = this.sql.totals.get() ?? {};
    return { entries: entries + this.#entries, bytes: bytes + this.#bytes, size: size + this.#size };
  }

  #settleTotals(): void {
    if (this.#entries === 0 && this.#bytes === 0 && this.#size === 0) return;
    this.sql.account.run(this.#entries, this.#bytes, this.#size);
  }
}

/** What is thrown before `open` and after `close`. */
export function notOpen(path: string): RcacheError {
  return new RcacheError("RCACHE_CLOSED", `${path} is not open`, {
    remedy: "Call `open` first, and nothing after `close`.",
  });
}
