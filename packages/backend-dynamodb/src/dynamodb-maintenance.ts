import type { BackendHost, RecordHead, RecordValue, ScanFilter } from "@rcache/core/backend";
import type { Attributes } from "./attribute-values.ts";
import type { DynamodbBodies } from "./dynamodb-bodies.ts";
import type { DynamodbLeases } from "./dynamodb-leases.ts";
import type { DynamodbStore } from "./dynamodb-store.ts";
import { DELETES_AT_ONCE, type DynamodbTable, eachAtOnce, itemKey } from "./dynamodb-table.ts";
import { revisionIs } from "./put-conditions.ts";
import { numberOf, textOf, toHead, toValue } from "./record-items.ts";
import type { StoreOptions } from "./store-options.ts";
import type { TableKeys } from "./table-keys.ts";
import { ResumedScans, scanOfAll, scanOfRecords, scanOfSwept, scanPages } from "./table-scan.ts";

/** What goes over the whole table: walking, counting, and taking away what nobody asks for. */
export class DynamodbMaintenance {
  readonly #table: DynamodbTable;
  readonly #keys: TableKeys;
  readonly #host: BackendHost;
  readonly #bodies: DynamodbBodies;
  readonly #leases: DynamodbLeases;
  readonly #scans: ResumedScans;

  constructor({ table, keys, host }: StoreOptions, { bodies, leases }: DynamodbStore) {
    this.#table = table;
    this.#keys = keys;
    this.#host = host;
    this.#bodies = bodies;
    this.#leases = leases;
    this.#scans = new ResumedScans(table);
  }

  async sweep(limit: number): Promise<{ removed: number; more: boolean }> {
    const nowMs = this.#host.nowMs();
    const slice = await this.#scans.next("sweep", scanOfSwept(this.#keys, nowMs), limit);
    let removed = 0;
    await eachAtOnce(slice.items, DELETES_AT_ONCE, async (item) => {
      const sk = textOf(item, "sk");
      if (sk === "body") await this.#bodies.sweep(item);
      else if (sk === "lease") await this.#leases.sweep(itemKey(item), nowMs);
      else if (sk === "target") await this.#dropTarget(item);
      else if (await this.#removeItem(item)) removed += 1;
    });
    return { removed, more: slice.more };
  }

  async clear(): Promise<void> {
    for await (const items of scanPages(this.#table, scanOfAll(this.#keys, "all but targets")))
      await this.#table.deleteAll(items.map(itemKey));
    for await (const items of scanPages(this.#table, scanOfAll(this.#keys, "targets")))
      await eachAtOnce(items, DELETES_AT_ONCE, (item) => this.#dropTarget(item));
  }

  async *scan(filter: ScanFilter): AsyncGenerator<RecordHead & { readonly value?: RecordValue }, undefined> {
    for await (const items of scanPages(this.#table, scanOfRecords(this.#keys, filter))) {
      for (const item of items) {
        const head = toHead(item, this.#keys);
        yield filter.values === true ? { ...head, value: toValue(item) } : head;
      }
    }
    return undefined;
  }

  async removeWhere(filter: ScanFilter, limit: number): Promise<number> {
    const scan = scanOfRecords(this.#keys, { ...filter, values: false });
    const name = JSON.stringify(["removeWhere", filter]);
    let removed = 0;
    for (let isOver = false; !isOver && removed < limit; ) {
      const slice = await this.#scans.next(name, scan, limit - removed);
      await eachAtOnce(slice.items, DELETES_AT_ONCE, async (item) => {
        if (await this.#removeItem(item)) removed += 1;
      });
      isOver = slice.whole || slice.items.length === 0;
    }
    return removed;
  }

  async stats(): Promise<{ entries: number; bytes: number }> {
    let entries = 0;
    let bytes = 0;
    for await (const items of scanPages(this.#table, scanOfRecords(this.#keys, {}))) {
      entries += items.length;
      for (const item of items) bytes += numberOf(item, "bytes");
    }
    return { entries, bytes };
  }

  /** The target's own item is needed while its epoch may be asked for, and while records vary. */
  async #dropTarget(item: Attributes): Promise<void> {
    if (numberOf(item, "epochUntilMs") > this.#host.nowMs()) return;
    const key = itemKey(item);
    const records = await this.#table.itemsUnder({ pk: key.pk, sk: "record " }, "pk");
    if (records.length > 0) return;
    await this.#table.delete(key, {
      ConditionExpression: "#token = :token",
      ExpressionAttributeNames: { "#token": "token" },
      ExpressionAttributeValues: { ":token": { S: textOf(item, "token") } },
    });
  }

  /** Only where nobody has replaced it since it was seen. */
  async #removeItem(item: Attributes): Promise<boolean> {
    const refused = await this.#table.delete(itemKey(item), revisionIs(textOf(item, "revision")));
    return refused === undefined;
  }
}
