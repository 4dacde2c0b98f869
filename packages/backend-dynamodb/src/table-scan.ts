import type { ScanFilter } from "@rcache/core/backend";
import { type Attributes, toAttribute } from "./attribute-values.ts";
import { type DynamodbTable, itemKey, keyOf, type ScanInput } from "./dynamodb-table.ts";
import { HEAD_ATTRIBUTES } from "./record-items.ts";
import type { TableKeys } from "./table-keys.ts";

/** Scans for all records of the cache that the filter matches, with their values where it asks for them. */
export function scanOfRecords(keys: TableKeys, filter: ScanFilter): ScanInput {
  const conditions: (readonly [sql: string, name: string, value: string | number | undefined])[] = [
    ["begins_with(#pk, :pk)", "pk", keys.targets],
    ["#kind = :kind", "kind", "record"],
    ["#host = :host", "host", filter.host],
    ["contains(#tags, :tags)", "tags", filter.tag],
    ["#freshUntilMs <= :freshUntilMs", "freshUntilMs", filter.freshBeforeMs],
  ];
  const given = conditions.flatMap(([expression, name, value]) =>
    value === undefined ? [] : [{ expression, name, value }],
  );
  const wanted = filter.values === true ? [...HEAD_ATTRIBUTES, "value"] : HEAD_ATTRIBUTES;
  const names = [...new Set([...wanted, ...given.map(({ name }) => name)])];
  return {
    FilterExpression: given.map(({ expression }) => expression).join(" AND "),
    ProjectionExpression: wanted.map((name) => `#${name}`).join(", "),
    ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: Object.fromEntries(
      given.map(({ name, value }) => [`:${name}`, toAttribute(value)]),
    ),
  };
}

/** Scans for everything of the cache that a sweep has to look at. */
export function scanOfSwept(keys: TableKeys, nowMs: number): ScanInput {
  return {
    FilterExpression:
      "(begins_with(pk, :targets) OR begins_with(pk, :others)) AND (removeAtMs <= :now OR sweepAtMs <= :now)",
    ProjectionExpression:
      "pk, sk, kind, revision, removeAtMs, sweepAtMs, epochUntilMs, #token, ownerPk, ownerSk, body",
    ExpressionAttributeNames: { "#token": "token" },
    ExpressionAttributeValues: {
      ":targets": { S: keys.targets },
      ":others": { S: keys.others },
      ":now": toAttribute(nowMs),
    },
  };
}

/** Scans for the keys of everything of the cache, or of what is not the target's own. */
export function scanOfAll(keys: TableKeys, which: "targets" | "all but targets"): ScanInput {
  return {
    FilterExpression: `(begins_with(pk, :targets) OR begins_with(pk, :others)) AND ${
      which === "targets" ? "kind = :target" : "kind <> :target"
    }`,
    ProjectionExpression: "pk, sk, epochUntilMs, #token",
    ExpressionAttributeNames: { "#token": "token" },
    ExpressionAttributeValues: {
      ":targets": { S: keys.targets },
      ":others": { S: keys.others },
      ":target": { S: "target" },
    },
  };
}

/**
 * Items looked at by one request. The driver reads a reply in one go, some 0.1 ms an item, and whole pages would be read again and again where
 * the caller wants only the beginning of each.
 */
const SEEN_AT_ONCE = 100;

/** Page after page, to the end of the table. */
export async function* scanPages(
  table: DynamodbTable,
  input: ScanInput,
): AsyncGenerator<readonly Attributes[], undefined> {
  let from: Attributes | undefined;
  do {
    const { items, next } = await table.scanPage({ ...input, Limit: SEEN_AT_ONCE, ExclusiveStartKey: from });
    yield items;
    from = next;
  } while (from !== undefined);
  return undefined;
}

/** So many items, and what is to be known of the rest. */
export interface Slice {
  readonly items: readonly Attributes[];
  /** There is at least one more behind them. */
  readonly more: boolean;
  /** The whole table was looked at in this call. */
  readonly whole: boolean;
}

/** Goes on where the call before it stopped: a table has no index by which to find the beginning of what is left. */
export class ResumedScans {
  readonly #table: DynamodbTable;
  readonly #from = new Map<string, Attributes>();

  constructor(table: DynamodbTable) {
    this.#table = table;
  }

  async next(name: string, input: ScanInput, limit: number): Promise<Slice> {
    const items: Attributes[] = [];
    let from = this.#from.get(name);
    this.#from.delete(name);
    let whole = from === undefined;
    for (;;) {
      const page = await this.#table.scanPage({ ...input, Limit: SEEN_AT_ONCE, ExclusiveStartKey: from });
      items.push(...page.items);
      if (items.length > limit) return this.#cut(name, items, limit);
      from = page.next;
      if (from !== undefined) continue;
      // Nothing was left behind the place where it went on: what came since may stand before it.
      if (whole || items.length > 0) return { items, more: false, whole };
      whole = true;
    }
  }

  #cut(name: string, items: readonly Attributes[], limit: number): Slice {
    const kept = items.slice(0, limit);
    const last = kept.at(-1);
    // One name a filter: a program that never ends must not gather them.
    this.#from.clear();
    if (last !== undefined) this.#from.set(name, keyOf(itemKey(last)));
    return { items: kept, more: true, whole: false };
  }
}
