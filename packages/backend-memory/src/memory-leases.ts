import type { BackendHost, Instant, Lease, LeaseTaken } from "@rcache/core/backend";

interface Held {
  readonly untilMs: Instant;
  /** Changes with every holder: the fence. Undefined: the last one found nothing to store, and nobody needs to wait. */
  readonly holder: object | undefined;
}

/** Leases of one process. */
export class MemoryLeases {
  readonly #held = new Map<string, Held>();
  readonly #host: BackendHost;

  constructor(host: BackendHost) {
    this.#host = host;
  }

  lease(name: string, forMs: number): Lease | LeaseTaken {
    const nowMs = this.#host.nowMs();
    const held = this.#held.get(name);
    const taken = held !== undefined && held.untilMs > nowMs;
    if (taken && held.holder !== undefined) return { held: false, forMs: held.untilMs - nowMs };
    const holder = {};
    if (!taken) this.#held.set(name, { untilMs: nowMs + forMs, holder });
    return this.#leaseOf(name, holder);
  }

  sweep(): void {
    const nowMs = this.#host.nowMs();
    for (const [name, held] of this.#held) if (held.untilMs <= nowMs) this.#held.delete(name);
  }

  clear(): void {
    this.#held.clear();
  }

  #leaseOf(name: string, holder: object): Lease {
    return {
      held: true,
      extend: (forMs) => {
        if (!this.#isOurs(name, holder)) return false;
        this.#held.set(name, { untilMs: this.#host.nowMs() + forMs, holder });
        return true;
      },
      release: (outcome) => {
        const held = this.#held.get(name);
        if (held === undefined || !this.#isOurs(name, holder)) return;
        if (outcome === "not-storable") this.#held.set(name, { untilMs: held.untilMs, holder: undefined });
        else this.#held.delete(name);
      },
    };
  }

  #isOurs(name: string, holder: object): boolean {
    const held = this.#held.get(name);
    return held?.holder === holder && held.untilMs > this.#host.nowMs();
  }
}
