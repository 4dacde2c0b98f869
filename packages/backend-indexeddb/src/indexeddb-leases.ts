import type { Instant, Lease, LeaseTaken } from "@rcache/core/backend";
import type { Connection } from "./connection.ts";

/** Leases among all tabs and workers of an origin. */
export class IndexedDbLeases {
  readonly #connection: Connection;
  readonly #nowMs: () => Instant;

  constructor(connection: Connection, nowMs: () => Instant) {
    this.#connection = connection;
    this.#nowMs = nowMs;
  }

  lease(name: string, forMs: number): Promise<Lease | LeaseTaken> {
    const token = crypto.randomUUID();
    return this.#connection.change(["leases"], async (transaction): Promise<Lease | LeaseTaken> => {
      const nowMs = this.#nowMs();
      const leases = transaction.objectStore("leases");
      const row = await leases.get(name);
      const isTaken = row !== undefined && row.untilMs > nowMs;
      if (isTaken && row.token !== "") return { held: false, forMs: row.untilMs - nowMs };
      if (!isTaken) await leases.put({ name, token, untilMs: nowMs + forMs });
      return this.#leaseOf(name, token);
    });
  }

  #leaseOf(name: string, token: string): Lease {
    return {
      held: true,
      extend: (forMs) => this.#changeOwn(name, token, () => ({ token, untilMs: this.#nowMs() + forMs })),
      release: async (outcome) => {
        await this.#changeOwn(name, token, (untilMs) =>
          outcome === "not-storable" ? { token: "", untilMs } : undefined,
        );
      },
    };
  }

  /** Puts something else in the place of a lease that is still ours, and says whether it was. */
  #changeOwn(
    name: string,
    token: string,
    next: (untilMs: Instant) => { readonly token: string; readonly untilMs: Instant } | undefined,
  ): Promise<boolean> {
    return this.#connection.change(["leases"], async (transaction) => {
      const leases = transaction.objectStore("leases");
      const row = await leases.get(name);
      if (row?.token !== token || row.untilMs <= this.#nowMs()) return false;
      const changed = next(row.untilMs);
      if (changed === undefined) await leases.delete(name);
      else await leases.put({ name, ...changed });
      return true;
    });
  }
}
