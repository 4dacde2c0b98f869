import type {
  BatchWriteItemCommandOutput,
  DynamoDBClient,
  DynamoDBServiceException,
  QueryCommandInput,
  ScanCommandInput,
  TransactWriteItem,
  Update,
} from "@aws-sdk/client-dynamodb";
import type { Attributes } from "./attribute-values.ts";
import { pause } from "./pause.ts";
import { textOf } from "./record-items.ts";
import type { ItemKey } from "./table-keys.ts";

/** The SDK, which is loaded when a backend is opened: it takes longer than everything else together. */
export type Sdk = typeof import("@aws-sdk/client-dynamodb");

/** A condition, with what it refers to. */
export interface Condition {
  readonly ConditionExpression: string;
  readonly ExpressionAttributeNames?: Record<string, string>;
  readonly ExpressionAttributeValues?: Attributes;
}

/** What a condition found instead, where there was an item. */
export interface Refused {
  readonly refused: true;
  readonly item: Attributes | undefined;
}

export type QueryInput = Omit<QueryCommandInput, "TableName" | "ConsistentRead">;
export type ScanInput = Omit<ScanCommandInput, "TableName" | "ConsistentRead">;
export type ItemUpdate = Omit<Update, "TableName" | "Key">;
type Requests = NonNullable<BatchWriteItemCommandOutput["UnprocessedItems"]>[string];

const BATCH = 25;
const BATCHES_AT_ONCE = 4;
const ATTEMPTS = 10;
const FIRST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 500;

/** Requests for one item each that are under way at once. */
export const DELETES_AT_ONCE = 16;

export function keyOf({ pk, sk }: ItemKey): Attributes {
  return { pk: { S: pk }, sk: { S: sk } };
}

export function itemKey(item: Attributes): ItemKey {
  return { pk: textOf(item, "pk"), sk: textOf(item, "sk") };
}

/** One table: consistent reads, conditions as answers, and again what DynamoDB asks to be sent again. */
export class DynamodbTable {
  readonly name: string;
  readonly #client: DynamoDBClient;
  readonly #sdk: Sdk;

  constructor(client: DynamoDBClient, sdk: Sdk, name: string) {
    this.#client = client;
    this.#sdk = sdk;
    this.name = name;
  }

  async get(key: ItemKey, attributes?: string): Promise<Attributes | undefined> {
    const { Item } = await this.#client.send(
      new this.#sdk.GetItemCommand({
        TableName: this.name,
        Key: keyOf(key),
        ConsistentRead: true,
        ...(attributes === undefined ? {} : { ProjectionExpression: attributes }),
      }),
    );
    return Item;
  }

  /** All items of a partition whose sort key begins with this, with all attributes or these. */
  async itemsUnder(from: ItemKey, attributes?: string): Promise<readonly Attributes[]> {
    const found: Attributes[] = [];
    const pages = this.query({
      KeyConditionExpression: "pk = :pk AND begins_with(sk, :sk)",
      ExpressionAttributeValues: { ":pk": { S: from.pk }, ":sk": { S: from.sk } },
      ...(attributes === undefined ? {} : { ProjectionExpression: attributes }),
    });
    for await (const items of pages) found.push(...items);
    return found;
  }

  /** Up to a hundred items in one request, in any order. */
  async getAll(keys: readonly ItemKey[]): Promise<readonly Attributes[]> {
    const found: Attributes[] = [];
    let left: Attributes[] = keys.map(keyOf);
    for (let attempt = 0; left.length > 0; attempt += 1) {
      if (attempt > 0) await pauseBefore(attempt);
      const { Responses, UnprocessedKeys } = await this.#client.send(
        new this.#sdk.BatchGetItemCommand({
          RequestItems: { [this.name]: { Keys: left, ConsistentRead: true } },
        }),
      );
      found.push(...(Responses?.[this.name] ?? []));
      left = UnprocessedKeys?.[this.name]?.Keys ?? [];
      if (left.length > 0 && attempt >= ATTEMPTS) throw exhausted("BatchGetItem", left.length);
    }
    return found;
  }

  /** Page by page. */
  async *query(input: QueryInput): AsyncGenerator<readonly Attributes[], undefined> {
    let from = input.ExclusiveStartKey;
    do {
      const command = { ...input, TableName: this.name, ConsistentRead: true, ExclusiveStartKey: from };
      const page = await this.#client.send(new this.#sdk.QueryCommand(command));
      yield page.Items ?? [];
      from = page.LastEvaluatedKey;
    } while (from !== undefined);
    return undefined;
  }

  async scanPage(input: ScanInput): Promise<{ items: readonly Attributes[]; next: Attributes | undefined }> {
    const command = { ...input, TableName: this.name, ConsistentRead: true };
    const { Items, LastEvaluatedKey } = await this.#client.send(new this.#sdk.ScanCommand(command));
    return { items: Items ?? [], next: LastEvaluatedKey };
  }

  put(item: Attributes, condition?: Condition): Promise<Refused | undefined> {
    const input = { TableName: this.name, Item: item, ...condition };
    return this.#write(
      async () =>
        void (await this.#client.send(
          new this.#sdk.PutItemCommand({ ...input, ReturnValuesOnConditionCheckFailure: "ALL_OLD" }),
        )),
    );
  }

  update(key: ItemKey, update: ItemUpdate): Promise<Refused | undefined> {
    const input = { TableName: this.name, Key: keyOf(key), ...update };
    return this.#write(
      async () =>
        void (await this.#client.send(
          new this.#sdk.UpdateItemCommand({ ...input, ReturnValuesOnConditionCheckFailure: "ALL_OLD" }),
        )),
    );
  }

  delete(key: ItemKey, condition: Condition): Promise<Refused | undefined> {
    const input = { TableName: this.name, Key: keyOf(key), ...condition };
    return this.#write(async () => void (await this.#client.send(new this.#sdk.DeleteItemCommand(input))));
  }

  /** All of them or none. `refused` where a condition did not hold. */
  transact(items: TransactWriteItem[]): Promise<Refused | undefined> {
    return this.#write(
      async () =>
        void (await this.#client.send(new this.#sdk.TransactWriteItemsCommand({ TransactItems: items }))),
    );
  }

  /** Removes items whatever they hold, 25 a request, and again those that were not processed. */
  async deleteAll(keys: readonly ItemKey[]): Promise<void> {
    const batches: Requests[] = [];
    for (let at = 0; at < keys.length; at += BATCH)
      batches.push(keys.slice(at, at + BATCH).map((key) => ({ DeleteRequest: { Key: keyOf(key) } })));
    await eachAtOnce(batches, BATCHES_AT_ONCE, (batch) => this.#writeBatch(batch));
  }

  async #writeBatch(batch: Requests): Promise<void> {
    let left = batch;
    for (let attempt = 0; left.length > 0; attempt += 1) {
      if (attempt > ATTEMPTS) throw exhausted("BatchWriteItem", left.length);
      if (attempt > 0) await pauseBefore(attempt);
      const { UnprocessedItems } = await this.#client.send(
        new this.#sdk.BatchWriteItemCommand({ RequestItems: { [this.name]: left } }),
      );
      left = UnprocessedItems?.[this.name] ?? [];
    }
  }

  /** Two writers at one item at the same moment: DynamoDB refuses one of them, and the SDK does not send it again. */
  async #write(send: () => Promise<void>): Promise<Refused | undefined> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await send();
        return undefined;
      } catch (error) {
        const refused = this.#refusal(error);
        if (refused !== undefined) return refused;
        if (!this.#isConflict(error) || attempt > ATTEMPTS) throw error;
        await pauseBefore(attempt);
      }
    }
  }

  #refusal(error: unknown): Refused | undefined {
    const { ConditionalCheckFailedException, TransactionCanceledException } = this.#sdk;
    if (error instanceof ConditionalCheckFailedException) return { refused: true, item: error.Item };
    if (!(error instanceof TransactionCanceledException)) return undefined;
    const failed = error.CancellationReasons?.find(({ Code }) => Code === "ConditionalCheckFailed");
    return failed && { refused: true, item: failed.Item };
  }

  #isConflict(error: unknown): boolean {
    const { TransactionCanceledException, TransactionConflictException } = this.#sdk;
    if (error instanceof TransactionConflictException) return true;
    return (
      error instanceof TransactionCanceledException &&
      (error.CancellationReasons ?? []).some(({ Code }) => Code === "TransactionConflict")
    );
  }
}

/** The name of the service's error. */
export function errorName(error: unknown): string {
  // The cast: only the name is read, and anything thrown may lack it.
  return error instanceof Error ? (error as DynamoDBServiceException).name : "";
}

/** Runs over all of them, so many at a time. */
export async function eachAtOnce<T>(
  all: readonly T[],
  atOnce: number,
  run: (one: T) => Promise<void>,
): Promise<void> {
  const rest = all.values();
  const work = async (): Promise<void> => {
    for (const one of rest) await run(one);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, all.length) }, work));
}

/** Longer each time, and never two writers in step. */
function pauseBefore(attempt: number): Promise<void> {
  const longestMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt);
  return pause(longestMs * (0.5 + Math.random() / 2));
}

function exhausted(operation: string, left: number): Error {
  return new Error(`${operation}: DynamoDB left ${left} items unprocessed ${ATTEMPTS} times in a row`);
}
