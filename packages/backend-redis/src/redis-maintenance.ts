import {
  type Instant,
  matchesScan,
  type RecordHead,
  type RecordValue,
  type ScanFilter,
  statsOf,
} from "@rcache/core/backend";
import { SWEEP_BODY } from "./body-scripts.ts";
import { AT_ONCE, inGroups, sum } from "./in-groups.ts";
import type { KeyNames, MetKey } from "./key-names.ts";
import { KeyWalk } from "./key-walk.ts";
import { decodeHead, HEAD_BYTES, headEnd, removeAtOf, valueIn } from "./record-text.ts";
import { GRACE_MS } from "./redis-bodies.ts";
import { asBuffer, isWrongType, type RedisCommands } from "./redis-commands.ts";
import type { RedisStore } from "./redis-store.ts";

/** The server looks at so many keys before it listens to others again: well under a millisecond. */
const KEYS_A_PAGE = 500;
/** Values may be large. */
const VALUES_AT_ONCE = 8;

type RecordKey = Extract<MetKey, { kind: "record" }>;
type BodyKey = Extract<MetKey, { kind: "body" }>;
type Scanned = RecordHead & { readonly value?: RecordValue };

/** What goes over all keys: walking, counting, and taking away what nobody asks for. Page by page, so that the server has time for others. */
export class RedisMaintenance {
  readonly #commands: RedisCommands;
  readonly #names: KeyNames;
  readonly #nowMs: () => Instant;
  readonly #store: RedisStore;
  readonly #walk: KeyWalk;

  constructor(commands: RedisCommands, names: KeyNames, nowMs: () => Instant, store: RedisStore) {
    this.#commands = commands;
    this.#names = names;
    this.#nowMs = nowMs;
    this.#store = store;
    this.#walk = new KeyWalk(commands.client);
  }

  async sweep(limit: number): Promise<{ readonly removed: number; readonly more: boolean }> {
    const pastMs = this.#nowMs();
    let removed = 0;
    for await (const { keys } of this.#walk.resumed("sweep", this.#names.pattern("rb"), KEYS_A_PAGE)) {
      const met = this.#parsed(keys);
      await inGroups(met.filter(isBody), AT_ONCE, ({ key, base, name }) =>
        this.#commands.count(SWEEP_BODY, [key], [base, name, pastMs, GRACE_MS]),
      );
      const records = await this.#read(met.filter(isRecord), AT_ONCE);
      const past = records
        .filter(({ record }) => removeAtOf(record) <= pastMs)
        .flatMap(({ at, record }) => decodeHead(at, record) ?? []);
      for (let from = 0; from < past.length && removed < limit; ) {
        const group = past.slice(from, from + Math.min(AT_ONCE, limit - removed));
        removed += sum(await Promise.all(group.map((one) => this.#store.removeOne(one, pastMs))));
        from += group.length;
      }
      if (removed >= limit) return { removed, more: true };
    }
    return { removed, more: false };
  }

  /** All but the epochs, which go by themselves: what was asked for before an invalidation is not stored after a `clear` either. */
  async clear(): Promise<void> {
    for await (const { keys } of this.#walk.pages(this.#names.pattern(), KEYS_A_PAGE)) {
      const ours = keys.filter((key) => (this.#names.parse(key)?.kind ?? "epoch") !== "epoch");
      await this.#commands.unlink(ours);
    }
  }

  async *scan(filter: ScanFilter): AsyncGenerator<Scanned> {
    for await (const { keys } of this.#walk.pages(this.#names.pattern("r"), KEYS_A_PAGE))
      yield* this.#matching(keys, filter);
  }

  async removeWhere(filter: ScanFilter, limit: number): Promise<number> {
    const { values: _values, ...conditions } = filter;
    const question = `remove ${JSON.stringify(Object.entries(conditions).toSorted())}`;
    let removed = 0;
    for await (const { keys } of this.#walk.resumed(question, this.#names.pattern("r"), KEYS_A_PAGE)) {
      const matching: RecordHead[] = [];
      for await (const head of this.#matching(keys, conditions)) matching.push(head);
      for (let from = 0; from < matching.length && removed < limit; ) {
        const group = matching.slice(from, from + limit - removed);
        removed += await this.#store.remove(group);
        from += group.length;
      }
      if (removed >= limit) return removed;
    }
    return removed;
  }

  async stats(): Promise<{ readonly entries: number; readonly bytes: number }> {
    return statsOf(this.scan({}));
  }

  async *#matching(keys: readonly string[], filter: ScanFilter): AsyncGenerator<Scanned> {
    const met = this.#parsed(keys).filter(isRecord);
    for (const { key, at, record } of await this.#read(met, AT_ONCE)) {
      const head = decodeHead(at, record);
      if (head === undefined || !matchesScan(head, filter)) continue;
      if (filter.values !== true) {
        yield head;
        continue;
      }
      // It may have been replaced meanwhile: head and value have to be of one record.
      const [whole] = await this.#read([{ kind: "record", key, at }], VALUES_AT_ONCE, true);
      if (whole === undefined) continue;
      const own = decodeHead(at, whole.record);
      if (own !== undefined) yield { ...own, value: valueIn(whole.record) };
    }
  }

  /** The heads of records, or all of them. What is gone meanwhile is left out. */
  async #read(
    met: readonly RecordKey[],
    atOnce: number,
    whole = false,
  ): Promise<readonly (RecordKey & { readonly record: Buffer })[]> {
    const read = await inGroups(met, atOnce, async (one) => {
      const record = await this.#readOne(one, whole);
      return record === undefined ? [] : [{ ...one, record }];
    });
    return read.flat();
  }

  /** What is no record is removed: nobody else would. */
  async #readOne({ key, at }: RecordKey, whole: boolean): Promise<Buffer | undefined> {
    const record = await this.#bytesAt(key, whole ? -1 : HEAD_BYTES - 1);
    if (record === undefined || record.length === 0) return undefined;
    const end = headEnd(record);
    const head = end !== undefined && end > record.length ? await this.#bytesAt(key, end - 1) : record;
    if (end !== undefined && head !== undefined && head.length >= end && decodeHead(at, head) !== undefined)
      return head;
    await this.#store.drop(key, at, record);
    return undefined;
  }

  /** A key of another type is removed, too. */
  async #bytesAt(key: string, last: number): Promise<Buffer | undefined> {
    try {
      const bytes = await this.#commands.bytes("GETRANGE", key, 0, last);
      return bytes && asBuffer(bytes);
    } catch (error) {
      if (!isWrongType(error)) throw error;
      await this.#commands.unlink([key]);
      return undefined;
    }
  }

  #parsed(keys: readonly string[]): readonly MetKey[] {
    return keys.flatMap((key) => this.#names.parse(key) ?? []);
  }
}

function isRecord(met: MetKey): met is RecordKey {
  return met.kind === "record";
}

function isBody(met: MetKey): met is BodyKey {
  return met.kind === "body";
}
