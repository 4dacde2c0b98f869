import { randomUUID } from "node:crypto";
import type { Awaitable, Instant, Lease, LeaseTaken } from "@rcache/core/backend";
import type { Connection } from "./connection.ts";
import type { SqliteStatement } from "./drivers/driver.ts";
import type { WriteQueue } from "./write-queue.ts";

interface LeaseStatements {
  readonly take: SqliteStatement<[string, string, Instant, Instant]>;
  readonly find: SqliteStatement<[string], { readonly token: string; readonly until: Instant }>;
  readonly extend: SqliteStatement<[Instant, string, string, Instant]>;
  readonly release: SqliteStatement<[string, string]>;
  readonly open: SqliteStatement<[string, string]>;
  readonly forget: SqliteStatement<[Instant]>;
}

/** Whoever's token stands there holds it: the fence. An empty one means that nobody needs to wait. */
const NOBODY = "";

/** Leases among all processes that have the file open. */
export class SqliteLeases {
  readonly #connection: Connection;
  readonly #queue: WriteQueue;
  readonly #sql: LeaseStatements;

  constructor(connection: Connection, queue: WriteQueue) {
    this.#connection = connection;
    this.#queue = queue;
    const { db } = connection;
    this.#sql = {
      take: db.prepare(
        `INSERT INTO leases VALUES (?, ?, ?)
         ON CONFLICT (name) DO UPDATE SET token = excluded.token, until = excluded.until WHERE until <= ?`,
      ),
      find: db.prepare("SELECT token, until FROM leases WHERE name = ?"),
      extend: db.prepare("UPDATE leases SET until = ? WHERE name = ? AND token = ? AND until > ?"),
      release: db.prepare("DELETE FROM leases WHERE name = ? AND token = ?"),
      open: db.prepare(`UPDATE leases SET token = '${NOBODY}' WHERE name = ? AND token = ?`),
      forget: db.prepare("DELETE FROM leases WHERE until <= ?"),
    };
  }

  lease(name: string, forMs: number): Awaitable<Lease | LeaseTaken> {
    const token = randomUUID();
    return this.#queue.run(() => {
      const nowMs = this.#connection.nowMs();
      if (this.#sql.take.run(name, token, nowMs + forMs, nowMs).changes > 0)
        return this.#leaseOf(name, token);
      const there = this.#sql.find.get(name);
      if (there === undefined || there.token === NOBODY) return this.#leaseOf(name, token);
      return { held: false, forMs: there.until - nowMs };
    });
  }

  sweep(): Awaitable<void> {
    return this.#queue.run(() => void this.#sql.forget.run(this.#connection.nowMs()));
  }

  #leaseOf(name: string, token: string): Lease {
    const { nowMs } = this.#connection;
    return {
      held: true,
      extend: (forMs) =>
        this.#queue.run(() => this.#sql.extend.run(nowMs() + forMs, name, token, nowMs()).changes > 0),
      release: (outcome) =>
        this.#queue.run(() => {
          const { open, release } = this.#sql;
          (outcome === "not-storable" ? open : release).run(name, token);
        }),
    };
  }
}
