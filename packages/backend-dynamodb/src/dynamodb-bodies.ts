import type { TransactWriteItem } from "@aws-sdk/client-dynamodb";
import {
  type Address,
  type BackendHost,
  type BodyRef,
  type BodyStore,
  type BodyWriter,
  type Chunks,
  corruptBody,
  type Instant,
  type RecordHead,
} from "@rcache/core/backend";
import { type Attributes, ownBytes, toAttribute } from "./attribute-values.ts";
import { type Condition, type DynamodbTable, itemKey, keyOf } from "./dynamodb-table.ts";
import { bodyOf, numberOf, textOf } from "./record-items.ts";
import type { StoreOptions } from "./store-options.ts";
import type { TableKeys } from "./table-keys.ts";

/** An item may have 400 KB. Written into the format: where a byte is follows from it. */
const CHUNK_BYTES = 327_680;
const CHUNKS_A_PAGE = 3;
/** For so long a body stays that somebody has begun to read, whatever becomes of its record; who reads longer asks again. */
const READING_MS = 10 * 60_000;

/** Bodies in partitions of their own: one item of what is known of the body, and one for every 320 KiB. */
export class DynamodbBodies implements BodyStore {
  readonly #table: DynamodbTable;
  readonly #keys: TableKeys;
  readonly #host: BackendHost;

  constructor({ table, keys, host }: StoreOptions) {
    this.#table = table;
    this.#keys = keys;
    this.#host = host;
  }

  async create(_at: Address, id: string, keepUntilMs: Instant): Promise<BodyWriter> {
    const { pk, sk } = this.#keys.body(id);
    const item: Attributes = {
      pk: { S: pk },
      sk: { S: sk },
      kind: { S: "body" },
      id: { S: id },
      state: { S: "writing" },
      sweepAtMs: toAttribute(keepUntilMs),
    };
    const refused = await this.#table.put(item, { ConditionExpression: "attribute_not_exists(pk)" });
    if (refused !== undefined) throw new Error(`a body ${JSON.stringify(id)} exists already`);
    return this.#writer(id);
  }

  async open(ref: BodyRef, fromByte = 0): Promise<Chunks | undefined> {
    // Together, in one round trip; what is not there of the first page is known before the first byte.
    const [item, first] = await Promise.all([
      this.#table.get(this.#keys.body(ref.id)),
      this.#page(ref, fromByte),
    ]);
    if (item === undefined || !isWhole(item) || numberOf(item, "bytes") !== ref.bytes) return undefined;
    if (first === undefined) return undefined;
    const nowMs = this.#host.nowMs();
    const safeUntilMs = numberOf(item, "sweepAtMs");
    const isSafe = safeUntilMs >= nowMs + READING_MS / 2 || (await this.keep(ref, nowMs + READING_MS));
    if (!isSafe) return undefined;
    return this.#read(ref, fromByte, first, Math.max(safeUntilMs, nowMs + READING_MS / 2));
  }

  async keep(ref: BodyRef, untilMs: Instant): Promise<boolean> {
    const refused = await this.#table.update(this.#keys.body(ref.id), {
      UpdateExpression: "SET sweepAtMs = :until",
      ConditionExpression: "#state = :whole AND sweepAtMs < :until",
      ExpressionAttributeNames: { "#state": "state" },
      ExpressionAttributeValues: { ":until": toAttribute(untilMs), ":whole": { S: "whole" } },
    });
    return refused === undefined || (refused.item !== undefined && isWhole(refused.item));
  }

  /** What belongs to the transaction that stores a record with a body: from then on the body is that record's. */
  adoption(head: RecordHead): TransactWriteItem[] {
    if (head.body === undefined) return [];
    const owner = this.#keys.record(head);
    const condition: Condition = {
      ConditionExpression: "#state = :whole",
      ExpressionAttributeNames: { "#state": "state" },
      ExpressionAttributeValues: {
        ":whole": { S: "whole" },
        ":pk": { S: owner.pk },
        ":sk": { S: owner.sk },
      },
    };
    const TableName = this.#table.name;
    const Key = keyOf(this.#keys.body(head.body.id));
    return [
      { Update: { TableName, Key, UpdateExpression: "SET ownerPk = :pk, ownerSk = :sk", ...condition } },
    ];
  }

  /** Removes the body of an item whose time is over, unless a record names it. */
  async sweep(item: Attributes): Promise<void> {
    const key = itemKey(item);
    const id = key.pk.slice(this.#keys.body("").pk.length);
    if (await this.#isOwned(item, id)) return;
    // Nobody can adopt, keep or open it from here on; where somebody has just done so, it stays.
    const refused = await this.#table.update(key, {
      UpdateExpression: "SET #state = :gone",
      ConditionExpression: `sweepAtMs = :seen AND ${
        item["ownerPk"] === undefined ? "attribute_not_exists(ownerPk)" : "ownerPk = :pk AND ownerSk = :sk"
      }`,
      ExpressionAttributeNames: { "#state": "state" },
      ExpressionAttributeValues: {
        ":gone": { S: "gone" },
        ":seen": toAttribute(numberOf(item, "sweepAtMs")),
        ...(item["ownerPk"] === undefined
          ? {}
          : { ":pk": { S: textOf(item, "ownerPk") }, ":sk": { S: textOf(item, "ownerSk") } }),
      },
    });
    if (refused === undefined) await this.#remove(id);
  }

  async #isOwned(item: Attributes, id: string): Promise<boolean> {
    if (item["ownerPk"] === undefined) return false;
    const owner = await this.#table.get(
      { pk: textOf(item, "ownerPk"), sk: textOf(item, "ownerSk") },
      "pk, sk, body",
    );
    return owner !== undefined && bodyOf(owner)?.id === id;
  }

  /** The item of the body last: while it is there, a sweep finds what is left. */
  async #remove(id: string): Promise<void> {
    const body = this.#keys.body(id);
    const pages = this.#table.query({
      KeyConditionExpression: "pk = :pk",
      ExpressionAttributeValues: { ":pk": { S: body.pk } },
      ProjectionExpression: "pk, sk",
    });
    for await (const items of pages)
      await this.#table.deleteAll(items.map(itemKey).filter(({ sk }) => sk !== body.sk));
    await this.#table.deleteAll([body]);
  }

  #writer(id: string): BodyWriter {
    const buffer = new Uint8Array(CHUNK_BYTES);
    let filled = 0;
    let written = 0;
    let writing: Promise<unknown> = Promise.resolve();
    const writeChunk = async (bytes: Uint8Array): Promise<void> => {
      const { pk, sk } = this.#keys.chunk(id, written);
      written += 1;
      const put = this.#table.put({ pk: { S: pk }, sk: { S: sk }, kind: { S: "chunk" }, data: { B: bytes } });
      writing = put.catch(() => undefined);
      await put;
    };
    return {
      write: async (chunk) => {
        for (let at = 0; at < chunk.length; ) {
          const piece = chunk.subarray(at, at + CHUNK_BYTES - filled);
          buffer.set(piece, filled);
          filled += piece.length;
          at += piece.length;
          if (filled < CHUNK_BYTES) continue;
          // The driver has sent it when this settles, so that it may be filled again.
          await writeChunk(buffer);
          filled = 0;
        }
      },
      commit: async () => {
        const bytes = written * CHUNK_BYTES + filled;
        if (filled > 0) await writeChunk(buffer.subarray(0, filled));
        const refused = await this.#table.update(this.#keys.body(id), {
          UpdateExpression: "SET #state = :whole, #bytes = :bytes",
          ConditionExpression: "#state = :writing",
          ExpressionAttributeNames: { "#state": "state", "#bytes": "bytes" },
          ExpressionAttributeValues: {
            ":whole": { S: "whole" },
            ":writing": { S: "writing" },
            ":bytes": toAttribute(bytes),
          },
        });
        if (refused !== undefined)
          throw new Error(`the body ${id} was not finished in its time, and was swept`);
      },
      abort: async () => {
        // What is under way would come after the removal, and stay.
        await writing;
        await this.#remove(id);
      },
    };
  }

  async *#read(ref: BodyRef, fromByte: number, first: readonly Uint8Array[], safeUntilMs: Instant): Chunks {
    let askAgainAtMs = safeUntilMs - READING_MS / 4;
    let page: readonly Uint8Array[] | undefined = first;
    for (let at = fromByte; at < ref.bytes; page = undefined) {
      const nowMs = this.#host.nowMs();
      if (nowMs >= askAgainAtMs) {
        await this.keep(ref, nowMs + READING_MS);
        askAgainAtMs = nowMs + READING_MS / 2;
      }
      page ??= await this.#page(ref, at);
      if (page === undefined) throw corruptBody(`has lost some of its bytes from byte ${at} on`);
      for (const data of page) {
        const chunk = ownBytes(data.subarray(at % CHUNK_BYTES));
        at += chunk.length;
        yield chunk;
      }
    }
  }

  /** The chunk that holds this byte, and the next ones; undefined where one of them is not there. */
  async #page({ id, bytes }: BodyRef, fromByte: number): Promise<readonly Uint8Array[] | undefined> {
    if (fromByte >= bytes) return [];
    const first = Math.floor(fromByte / CHUNK_BYTES);
    const end = Math.min(first + CHUNKS_A_PAGE, Math.ceil(bytes / CHUNK_BYTES));
    const from = this.#keys.chunk(id, first);
    const pages = this.#table.query({
      KeyConditionExpression: "pk = :pk AND sk BETWEEN :first AND :last",
      ExpressionAttributeValues: {
        ":pk": { S: from.pk },
        ":first": { S: from.sk },
        ":last": { S: this.#keys.chunk(id, end - 1).sk },
      },
    });
    const found: Uint8Array[] = [];
    for await (const items of pages) found.push(...items.flatMap((item) => item["data"]?.B ?? []));
    const length = found.reduce((sum, { length }) => sum + length, 0);
    return length === Math.min(end * CHUNK_BYTES, bytes) - first * CHUNK_BYTES ? found : undefined;
  }
}

function isWhole(item: Attributes): boolean {
  return textOf(item, "state") === "whole";
}
