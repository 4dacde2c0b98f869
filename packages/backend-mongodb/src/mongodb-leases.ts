import { randomUUID } from "node:crypto";
import type { BackendHost, Lease, LeaseTaken } from "@rcache/core/backend";
import type { Collection } from "mongodb";
import { isDuplicate } from "./duplicate-key.ts";
import type { LeaseDocument } from "./open-database.ts";

/** Whoever's token stands there holds it: the fence. This one means that nobody needs to wait. */
const NOBODY = "nobody";

/** Leases among all who share the collection, by their own clocks: these should not differ by more than a lease is long. */
export class MongodbLeases {
  readonly #leases: Collection<LeaseDocument>;
  readonly #host: BackendHost;

  constructor(leases: Collection<LeaseDocument>, host: BackendHost) {
    this.#leases = leases;
    this.#host = host;
  }

  async lease(name: string, forMs: number): Promise<Lease | LeaseTaken> {
    const token = randomUUID();
    for (;;) {
      const nowMs = this.#host.nowMs();
      if (await this.#take(name, token, nowMs, nowMs + forMs)) return this.#leaseOf(name, token);
      const holder = await this.#leases.findOne({ _id: name });
      if (holder?.token === NOBODY) return this.#leaseOf(name, token);
      if (holder !== null && holder.untilMs > nowMs) return { held: false, forMs: holder.untilMs - nowMs };
      // Given up in between.
    }
  }

  async sweep(): Promise<void> {
    await this.#leases.deleteMany({ untilMs: { $lte: this.#host.nowMs() } });
  }

  /** Over what is past; where there is nothing, it is inserted, which only one can. */
  async #take(name: string, token: string, nowMs: number, untilMs: number): Promise<boolean> {
    try {
      const taken = await this.#leases.updateOne(
        { _id: name, untilMs: { $lte: nowMs } },
        { $set: { token, untilMs, removeAt: new Date(untilMs) } },
        { upsert: true },
      );
      return taken.matchedCount + taken.upsertedCount > 0;
    } catch (error) {
      if (isDuplicate(error)) return false;
      throw error;
    }
  }

  #leaseOf(name: string, token: string): Lease {
    return {
      held: true,
      extend: async (forMs) => {
        const nowMs = this.#host.nowMs();
        const untilMs = nowMs + forMs;
        const extended = await this.#leases.updateOne(
          { _id: name, token, untilMs: { $gt: nowMs } },
          { $set: { untilMs, removeAt: new Date(untilMs) } },
        );
        return extended.matchedCount > 0;
      },
      release: async (outcome) => {
        if (outcome === "not-storable")
          await this.#leases.updateOne({ _id: name, token }, { $set: { token: NOBODY } });
        else await this.#leases.deleteOne({ _id: name, token });
      },
    };
  }
}
