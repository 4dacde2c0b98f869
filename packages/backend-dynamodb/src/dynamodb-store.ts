import { randomUUID } from "node:crypto";
import type { TransactWriteItem } from "@aws-sdk/client-dynamodb";
import {
  type Address,
  type BackendHost,
  EPOCH_KEPT_MS,
  type Found,
  type Lookup,
  type Precondition,
  type RecordHead,
  type StoredRecord,
} from "@rcache/core/backend";
import { type Attributes, toAttribute } from "./attribute-values.ts";
import { DynamodbBodies } from "./dynamodb-bodies.ts";
import { DynamodbLeases } from "./dynamodb-leases.ts";
import {
  DELETES_AT_ONCE,
  type DynamodbTable,
  eachAtOnce,
  type ItemUpdate,
  itemKey,
  keyOf,
} from "./dynamodb-table.ts";
import { epochIs, FIRST_EPOCH, revisionIs } from "./put-conditions.ts";
import { documentOf, foundRecord, isPast, textOf, toItem } from "./record-items.ts";
import type { StoreOptions, TtlOf } from "./store-options.ts";
import { type ItemKey, NO_VARIANT, type TableKeys } from "./table-keys.ts";

/** Records in one table. A target is a partition; one item of it, the target's own, has the epoch, and says whether answers vary. */
export class DynamodbStore {
  readonly bodies: DynamodbBodies;
  readonly leases: DynamodbLeases;
  readonly #table: DynamodbTable;
  readonly #keys: TableKeys;
  readonly #host: BackendHost;
  readonly #ttlOf: TtlOf;

  constructor(options: StoreOptions) {
    this.#table = options.table;
    this.#keys = options.keys;
    this.#host = options.host;
    this.#ttlOf = options.ttlOf;
    this.bodies = new DynamodbBodies(options);
    this.leases = new DynamodbLeases(options);
  }

  /**
   * One request: the target's own item, the record that is preferred, and the one of answers that do not vary. Only where answers vary and
   * the preferred one is not there, a second asks for all of them.
   */
  async find(at: Lookup, prefer: string | undefined): Promise<Found> {
    const variants = new Set([prefer ?? NO_VARIANT, NO_VARIANT]);
    const wanted = [...variants].map((variant) => this.#keys.record({ ...addressOf(at), variant }));
    const target = this.#keys.target(at.target);
    const items = await this.#table.getAll([target, ...wanted]);
    const own = items.find((item) => textOf(item, "sk") === target.sk);
    const epoch = own?.["epoch"]?.S ?? FIRST_EPOCH;
    const varies = own?.["varies"]?.BOOL === true;
    const nowMs = this.#host.nowMs();
    const live = items.filter((item) => item !== own && !isPast(item, nowMs));
    if (!varies) return this.#found(live, true, epoch);
    const preferred = live.filter((item) => prefer !== undefined && textOf(item, "sk") === wanted[0]?.sk);
    if (preferred.length > 0) return this.#found(preferred, false, epoch);
    const all = await this.#table.itemsUnder(this.#keys.records(at));
    return this.#found(
      all.filter((item) => !isPast(item, nowMs)),
      true,
      epoch,
    );
  }

  async put(
    record: StoredRecord,
    seen: Precondition | undefined,
  ): Promise<"stored" | "conflict" | "too-large"> {
    const { head } = record;
    const document = documentOf(record.value);
    if (document === undefined) return "too-large";
    const item = toItem(record, document, this.#keys, this.#ttlOf(head.removeAtMs));
    const condition = seen !== undefined && "revision" in seen ? revisionIs(seen.revision) : undefined;
    const epoch = seen !== undefined && "epoch" in seen ? seen.epoch : undefined;
    const around = [...this.#ofTarget(head, epoch), ...this.bodies.adoption(head)];
    if (around.length > 0) {
      const put = { Put: { TableName: this.#table.name, Item: item, ...condition } };
      return (await this.#table.transact([put, ...around])) === undefined ? "stored" : "conflict";
    }
    const refused = await this.#table.put(item, condition);
    // Sent twice by the SDK, because the answer to the first was lost: then the revision there is ours.
    const isOurs = refused?.item?.["revision"]?.S === head.revision;
    return refused === undefined || isOurs ? "stored" : "conflict";
  }

  async remove(which: readonly (Address & { readonly revision?: string })[]): Promise<number> {
    let removed = 0;
    await eachAtOnce(which, DELETES_AT_ONCE, async (one) => {
      const refused = await this.#table.delete(this.#keys.record(one), revisionIs(one.revision));
      if (refused === undefined) removed += 1;
    });
    return removed;
  }

  /** The epoch first: what is written from now on was asked for after. */
  async invalidate(target: string): Promise<number> {
    await this.#bump(this.#keys.target(target));
    const records = await this.#table.itemsUnder(this.#keys.records({ target }), "pk, sk");
    await this.#table.deleteAll(records.map(itemKey));
    return records.length;
  }

  #found(items: readonly Attributes[], complete: boolean, epoch: string): Found {
    return { complete, records: items.map((item) => foundRecord(item, this.#keys)), epoch };
  }

  /** What a put has to do to the target's own item, or see there, at the same moment. */
  #ofTarget(head: RecordHead, epoch: string | undefined): TransactWriteItem[] {
    const TableName = this.#table.name;
    const Key = keyOf(this.#keys.target(head.target));
    const condition = epoch === undefined ? undefined : epochIs(epoch);
    if (head.variant === NO_VARIANT)
      return condition === undefined ? [] : [{ ConditionCheck: { TableName, Key, ...condition } }];
    const update: ItemUpdate = {
      // Without expiry of its own: it is needed as long as there are records that vary.
      UpdateExpression:
        "SET kind = :kind, varies = :true, #token = :token, sweepAtMs = :sweepAtMs REMOVE #ttl",
      ...condition,
      ExpressionAttributeNames: { "#token": "token", "#ttl": "ttl" },
      ExpressionAttributeValues: {
        ...condition?.ExpressionAttributeValues,
        ":kind": { S: "target" },
        ":true": { BOOL: true },
        ":token": { S: randomUUID() },
        ":sweepAtMs": toAttribute(head.removeAtMs),
      },
    };
    return [{ Update: { TableName, Key, ...update } }];
  }

  async #bump(key: ItemKey): Promise<void> {
    const untilMs = this.#host.nowMs() + EPOCH_KEPT_MS;
    const ttl = this.#ttlOf(untilMs);
    const set =
      "SET kind = :kind, epoch = :epoch, epochUntilMs = :untilMs, sweepAtMs = :untilMs, #token = :epoch";
    const values: Attributes = {
      ":kind": { S: "target" },
      ":epoch": { S: randomUUID() },
      ":untilMs": toAttribute(untilMs),
    };
    const names = { "#token": "token" };
    if (ttl !== undefined) {
      const refused = await this.#table.update(key, {
        UpdateExpression: `${set}, #ttl = :ttl`,
        ConditionExpression: "attribute_not_exists(varies)",
        ExpressionAttributeNames: { ...names, "#ttl": "ttl" },
        ExpressionAttributeValues: { ...values, ":ttl": ttl },
      });
      if (refused === undefined) return;
    }
    await this.#table.update(key, {
      UpdateExpression: set,
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: values,
    });
  }
}

function addressOf({ target, selector }: Lookup): Address {
  return { target, selector, variant: NO_VARIANT };
}
