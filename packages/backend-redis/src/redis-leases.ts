import { randomUUID } from "node:crypto";
import type { Instant, Lease, LeaseTaken } from "@rcache/core/backend";
import type { KeyNames } from "./key-names.ts";
import { EXTEND_LEASE, RELEASE_LEASE, TAKE_LEASE } from "./lease-scripts.ts";
import { type RedisCommands, textOf } from "./redis-commands.ts";

/** Leases among all processes that use the namespace: whoever's token stands there holds it. */
export class RedisLeases {
  readonly #commands: RedisCommands;
  readonly #names: KeyNames;
  readonly #nowMs: () => Instant;

  constructor(commands: RedisCommands, names: KeyNames, nowMs: () => Instant) {
    this.#commands = commands;
    this.#names = names;
    this.#nowMs = nowMs;
  }

  async lease(name: string, forMs: number): Promise<Lease | LeaseTaken> {
    const keys = [this.#names.lease(name)];
    const token = randomUUID();
    const reply = await this.#commands.run(TAKE_LEASE, keys, [token, this.#nowMs(), wholeMs(forMs)]);
    const takenForMs = Number(textOf(reply));
    if (takenForMs > 0) return { held: false, forMs: takenForMs };
    return {
      held: true,
      extend: async (moreMs) =>
        (await this.#commands.count(EXTEND_LEASE, keys, [token, this.#nowMs(), wholeMs(moreMs)])) > 0,
      release: async (outcome) => {
        // What was stored under the lease may be on its way to another node: whoever has the lease next is to find it.
        await this.#commands.settled();
        await this.#commands.count(RELEASE_LEASE, keys, [token, outcome === "not-storable" ? "1" : "0"]);
      },
    };
  }
}

function wholeMs(ms: number): number {
  return Math.max(1, Math.ceil(ms));
}
