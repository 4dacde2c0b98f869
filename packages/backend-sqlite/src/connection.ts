import { type Awaitable, type Instant, RcacheError } from "@rcache/core/backend";
import type { SqliteDatabase, SqliteStatement } from "./drivers/driver.ts";
import type { Rebuilder } from "./rebuild.ts";
import { isBusy } from "./sqlite-errors.ts";
import { prepareStatements, type Statements, type Totals } from "./statements.ts";
import { untilFree } from "./until-free.ts";

/** What a connection needs to know of the backend. */
export interface ConnectionOptions {
  readonly path: string;
  readonly nowMs: () => Instant;
  /** How long a read waits where another process has the file alone. */
  readonly busyTimeoutMs: number;
  readonly rebuilder: Rebuilder;
}

/** So long an answer about the others' changes counts at most, while this thread does one thing without a pause. */
const ASKED_FOR_MS = 1;
/** Transactions that were committed in this thread, over whichever connection. */
let committed = 0;

/** An open database, its statements, and the one way to write: whole or not at all. */
export class Connection {
  readonly db: SqliteDatabase;
  readonly sql: Statements;
  readonly nowMs: () => Instant;
  readonly #begin: SqliteStatement<[]>;
  readonly #commit: SqliteStatement<[]>;
  readonly #rollback: SqliteStatement<[]>;
  readonly #options: ConnectionOptions;
  #isClosed = false;
  #entries = 0;
  #bytes = 0;
  #size = 0;
  #state = 0;
  #othersState = 0;
  /** Until the event loop has its turn: before that, nobody can have told this thread of a change elsewhere. */
  #isAsked = false;
  #askedAtMs = 0;
  #askedAfter = 0;

  constructor(db: SqliteDatabase, options: ConnectionOptions) {
    this.db = db;
    this.sql = prepareStatements(db);
    this.nowMs = options.nowMs;
    this.#options = options;
    this.#begin = db.prepare("BEGIN IMMEDIATE");
    this.#commit = db.prepare("COMMIT");
    this.#rollback = db.prepare("ROLLBACK");
  }

  /** A transaction is under way: the caller is in it. */
  get isWriting(): boolean {
    return !this.#isClosed && this.db.inTransaction;
  }

  /**
   * Reads at once, or where another process has the file alone, once it lets us. A damaged file is empty from then on.
   *
   * @throws RcacheError `RCACHE_CLOSED`; what SQLite throws
   */
  read<T>(look: () => T): Awaitable<T> {
    try {
      return look();
    } catch (error) {
      return this.readAgain(error, look);
    }
  }

  /** The same for who has looked already, in vain. */
  readAgain<T>(error: unknown, look: () => T): Awaitable<T> {
    this.#checkOpen();
    if (!isBusy(error)) return this.#options.rebuilder.again(error, look);
    return untilFree(() => {
      this.#checkOpen();
      return look();
    }, this.#options.busyTimeoutMs);
  }

  close(): void {
    this.#isClosed = true;
    this.db.close();
  }

  #checkOpen(): void {
    if (this.#isClosed) throw notOpen(this.#options.path);
  }

  /**
   * Runs in one transaction, or in the one that is under way. What it throws undoes all of it.
   *
   * @param change is run once more where it meets damage, with an empty database
   */
  write<T>(change: () => T): T {
    if (this.isWriting) return change();
    this.#checkOpen();
    return this.#options.rebuilder.run(() => this.writeOnce(change));
  }

  /** The same for what is not to be run twice. */
  writeOnce<T>(change: () => T): T {
    if (this.isWriting) return change();
    this.#checkOpen();
    this.#begin.run();
    try {
      const result = change();
      this.#settleTotals();
      this.#commit.run();
      committed += 1;
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
    const nowMs = performance.now();
    if (this.#isAsked && this.#askedAfter === committed && nowMs - this.#askedAtMs < ASKED_FOR_MS)
      return this.#state;
    if (!this.#isAsked) process.nextTick(this.#forgetAsked);
    this.#isAsked = true;
    this.#askedAtMs = nowMs;
    this.#askedAfter = committed;
    const others = this.sql.othersState.get() ?? 0;
    if (others !== this.#othersState) this.#state += 1;
    this.#othersState = others;
    return this.#state;
  }

  /** Runs once all that follows from the present callback has run, and before the next one. */
  readonly #forgetAsked = (): void => {
    this.#isAsked = false;
  };

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
