import { createHash, randomUUID } from "node:crypto";
import type { BackendHost, Instant, Lease, LeaseTaken } from "@rcache/core/backend";
import { type Attributes, toAttribute } from "./attribute-values.ts";
import type { DynamodbTable } from "./dynamodb-table.ts";
import { numberOf, textOf } from "./record-items.ts";
import type { StoreOptions, TtlOf } from "./store-options.ts";
import type { ItemKey, TableKeys } from "./table-keys.ts";

/** Whoever's token stands there holds it: the fence. This one means that nobody needs to wait. */
const NOBODY = "nobody";

/** Leases among all who share the table, by their own clocks: these should not differ by more than a lease is long. */
export class DynamodbLeases {
  readonly #table: DynamodbTable;
  readonly #keys: TableKeys;
  readonly #host: BackendHost;
  readonly #ttlOf: TtlOf;

  constructor({ table, keys, host, ttlOf }: StoreOptions) {
    this.#table = table;
    this.#keys = keys;
    this.#host = host;
    this.#ttlOf = ttlOf;
  }

  async lease(name: string, forMs: number): Promise<Lease | LeaseTaken> {
    const nowMs = this.#host.nowMs();
    const untilMs = nowMs + forMs;
    const token = randomUUID();
    // A name may be longer than a key.
    const key = this.#keys.lease(createHash("sha256").update(name).digest("hex"));
    const ttl = this.#ttlOf(untilMs);
    const item: Attributes = {
      pk: { S: key.pk },
      sk: { S: key.sk },
      kind: { S: "lease" },
      name: { S: name },
      token: { S: token },
      sweepAtMs: toAttribute(untilMs),
      ...(ttl === undefined ? {} : { ttl }),
    };
    const refused = await this.#table.put(item, {
      ConditionExpression: "attribute_not_exists(pk) OR sweepAtMs <= :now",
      ExpressionAttributeValues: { ":now": toAttribute(nowMs) },
    });
    const holder = refused?.item;
    if (refused === undefined || holder === undefined || textOf(holder, "token") === NOBODY)
      return this.#leaseOf(key, token);
    return { held: false, forMs: numberOf(holder, "sweepAtMs") - nowMs };
  }

  async sweep(key: ItemKey, nowMs: Instant): Promise<void> {
    await this.#table.delete(key, {
      ConditionExpression: "sweepAtMs <= :now",
      ExpressionAttributeValues: { ":now": toAttribute(nowMs) },
    });
  }

  #leaseOf(key: ItemKey, token: string): Lease {
    const ours = {
      ExpressionAttributeNames: { "#token": "token" },
      ExpressionAttributeValues: { ":token": { S: token } },
    };
    return {
      held: true,
      extend: async (forMs) => {
        const nowMs = this.#host.nowMs();
        const refused = await this.#table.update(key, {
          UpdateExpression: "SET sweepAtMs = :until",
          ConditionExpression: "#token = :token AND sweepAtMs > :now",
          ExpressionAttributeNames: ours.ExpressionAttributeNames,
          ExpressionAttributeValues: {
            ...ours.ExpressionAttributeValues,
            ":until": toAttribute(nowMs + forMs),
            ":now": toAttribute(nowMs),
          },
        });
        return refused === undefined;
      },
      release: async (outcome) => {
        if (outcome !== "not-storable") {
          await this.#table.delete(key, { ConditionExpression: "#token = :token", ...ours });
          return;
        }
        await this.#table.update(key, {
          UpdateExpression: "SET #token = :nobody",
          ConditionExpression: "#token = :token",
          ExpressionAttributeNames: ours.ExpressionAttributeNames,
          ExpressionAttributeValues: { ...ours.ExpressionAttributeValues, ":nobody": { S: NOBODY } },
        });
      },
    };
  }
}
