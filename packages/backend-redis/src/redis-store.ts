import { randomUUID } from "node:crypto";
import {
  type Address,
  type Found,
  type Instant,
  type Lookup,
  matchesScan,
  type RecordHead,
  type RecordValue,
  type ScanFilter,
  type StoredRecord,
  type Witness,
} from "@rcache/core";
import { type KeyNames, type MetKey, oneLine } from "./key-names.ts";
import { KeyWalk } from "./key-walk.ts";
import {
  bytesOf,
  decodeFound,
  decodeHead,
  encodeRecord,
  HEAD_BYTES,
  headEnd,
  isUnder,
  removeAtOf,
  valueIn,
} from "./record-text.ts";
import { GRACE_MS } from "./redis-bodies.ts";
import { asBuffer, listOf, type RedisCommands, type Reply, textOf } from "./redis-commands.ts";
import { FIND_ALL, INVALIDATE, PUT, REMOVE, SWEEP_BODY } from "./scripts.ts";

/** What `find` says where no invalidation is remembered. */
const FIRST_EPOCH = "0";
/** Longer than any flight: an answer asked for before an invalidation is never stored after it. */
const EPOCH_KEPT_MS = 172_800_000;
/** Redis takes 512 MB; what is larger than this belongs into chunks, because a value is read and written whole. */
export const MAX_VALUE_BYTES = 16_777_216;
/** The server looks at so many keys before it listens to others again: well under a millisecond. */
const KEYS_A_PAGE = 500;
/** Commands that are under way at once in maintenance: others find a place between them. */
const AT_ONCE = 64;
/** Values may be large. */
const VALUES_AT_ONCE = 8;
/** What one script removes. */
const RECORDS_A_SCRIPT = 200;
/** A time to live beyond that is none. */
const FOREVER_MS = 3_155_760_000_000;

/** How long the server keeps what is past its removal; undefined: it does not expire anything. */
export interface Expiry {
  readonly offsetMs: number | undefined;
}

type RecordKey = Extract<MetKey, { kind: "record" }>;
type BodyKey = Extract<MetKey, { kind: "body" }>;
type Scanned = RecordHead & { readonly value?: RecordValue };

/** Records in a Redis that is connected, and everything that is done with them. */
export class RedisStore {
  readonly #commands: RedisCommands;
  readonly #names: KeyNames;
  readonly #nowMs: () => Instant;
  readonly #expiry: Expiry;
  readonly #walk: KeyWalk;

  constructor(commands: RedisCommands, names: KeyNames, nowMs: () => Instant, expiry: Expiry) {
    this.#commands = commands;
    this.#names = names;
    this.#nowMs = nowMs;
    this.#expiry = expiry;
    this.#walk = new KeyWalk(commands.client);
  }

  /**
   * One MGET for a hit, and where nothing is stored: a script that hands on the bytes takes twice as long. Only where the preferred record is
   * not there and others are, all are fetched after it.
   */
  async find(at: Lookup, prefer?: string): Promise<Found> {
    if (prefer === undefined) return await this.#findAll(at);
    const { record, epoch, variants } = this.#names.record(at, prefer);
    const [found, bumped, others] = listOf(await this.#commands.read("MGET", record, epoch, variants));
    const remembered = epochOf(bumped);
    if (found instanceof Uint8Array) {
      const there = asBuffer(found);
      if (this.#isThere(there, remembered)) {
        const records = [decodeFound(at, there, prefer)];
        return { complete: false, records, epoch: remembered ?? FIRST_EPOCH };
      }
    } else if (!(others instanceof Uint8Array)) {
      return { complete: true, records: [], epoch: remembered ?? FIRST_EPOCH };
    }
    return await this.#findAll(at);
  }

  async #findAll(at: Lookup): Promise<Found> {
    const { record, epoch, variants } = this.#names.record(at, "");
    const [bumped, found] = listOf(await this.#commands.run(FIND_ALL, [variants, epoch], [record]));
    const remembered = epochOf(bumped);
    const records = buffersOf(found)
      .filter((one) => this.#isThere(one, remembered))
      .map((one) => decodeFound(at, one));
    return { complete: true, records, epoch: remembered ?? FIRST_EPOCH };
  }

  #isThere(record: Buffer, epoch: string | undefined): boolean {
    return removeAtOf(record) > this.#nowMs() && isUnder(epoch, record);
  }

  /** One script, a body outside of the record and its expiry included. */
  async put({ head, value }: StoredRecord, seen?: Witness): Promise<"stored" | "conflict" | "too-large"> {
    const bytes = bytesOf(value);
    if (bytes.byteLength > MAX_VALUE_BYTES) return "too-large";
    const nowMs = this.#nowMs();
    const ttlMs = this.#ttlMs(head.removeAtMs, nowMs);
    const keys = this.#names.record(head, head.variant);
    const stored = await this.#commands.count(
      PUT,
      [keys.record, keys.variants, keys.all, keys.epoch],
      [
        ...[keys.base, keys.member, keys.variant, encodeRecord(head, bytes), ...witnessOf(seen)],
        ...[ttlMs ?? -1, ttlMs === undefined ? "inf" : nowMs + ttlMs],
        ...[head.body === undefined ? "" : oneLine(head.body.id), nowMs, GRACE_MS],
      ],
    );
    return stored === 1 ? "stored" : "conflict";
  }

  async remove(which: readonly (Address & { readonly revision?: string })[]): Promise<number> {
    return sum(await inGroups(which, AT_ONCE, (one) => this.#remove(one)));
  }

  /** @param pastMs only where it was past its removal then */
  #remove(one: Address & { readonly revision?: string }, pastMs?: Instant): Promise<number> {
    const { base, record, variants, all, member, variant } = this.#names.record(one, one.variant);
    const revision = one.revision === undefined ? "" : JSON.stringify(one.revision);
    const args = [base, member, variant, revision, pastMs ?? "", this.#nowMs(), GRACE_MS];
    return this.#commands.count(REMOVE, [record, variants, all], args);
  }

  async invalidate(target: string): Promise<number> {
    const { base, all, epoch } = this.#names.record({ target, selector: "" }, "");
    let removed = 0;
    // The first script bumps the epoch; the others only take away what is left of a target of very many users.
    for (let next: string = randomUUID(), more = true; more; next = "") {
      const args = [base, next, EPOCH_KEPT_MS, RECORDS_A_SCRIPT, this.#nowMs(), GRACE_MS];
      const [count, left] = listOf(await this.#commands.run(INVALIDATE, [epoch, all], args));
      removed += Number(count);
      more = Number(left) > 0;
    }
    return removed;
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
        .map(({ at, record }) => decodeHead(at, record));
      for (let from = 0; from < past.length && removed < limit; ) {
        const group = past.slice(from, from + Math.min(AT_ONCE, limit - removed));
        removed += sum(await Promise.all(group.map((one) => this.#remove(one, pastMs))));
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
        removed += await this.remove(group);
        from += group.length;
      }
      if (removed >= limit) return removed;
    }
    return removed;
  }

  async stats(): Promise<{ readonly entries: number; readonly bytes: number }> {
    let entries = 0;
    let bytes = 0;
    for await (const head of this.scan({})) {
      entries += 1;
      bytes += head.bytes;
    }
    return { entries, bytes };
  }

  async *#matching(keys: readonly string[], filter: ScanFilter): AsyncGenerator<Scanned> {
    const met = this.#parsed(keys).filter(isRecord);
    for (const { key, at, record } of await this.#read(met, AT_ONCE)) {
      const head = decodeHead(at, record);
      if (!matchesScan(head, filter)) continue;
      if (filter.values !== true) {
        yield head;
        continue;
      }
      // It may have been replaced meanwhile: head and value have to be of one record.
      const [whole] = await this.#read([{ kind: "record", key, at }], VALUES_AT_ONCE, true);
      if (whole !== undefined) yield { ...decodeHead(at, whole.record), value: valueIn(whole.record) };
    }
  }

  /** The heads of records, or all of them. What is gone meanwhile is left out. */
  async #read(
    met: readonly RecordKey[],
    atOnce: number,
    whole = false,
  ): Promise<readonly (RecordKey & { readonly record: Buffer })[]> {
    const read = await inGroups(met, atOnce, async (one) => {
      let record = await this.#commands.bytes("GETRANGE", one.key, 0, whole ? -1 : HEAD_BYTES - 1);
      if (record === undefined || record.length === 0) return [];
      const end = headEnd(asBuffer(record));
      if (end > record.length) record = await this.#commands.bytes("GETRANGE", one.key, 0, end - 1);
      return record === undefined || record.length < end ? [] : [{ ...one, record: asBuffer(record) }];
    });
    return read.flat();
  }

  #parsed(keys: readonly string[]): readonly MetKey[] {
    return keys.flatMap((key) => this.#names.parse(key) ?? []);
  }

  #ttlMs(removeAtMs: Instant, nowMs: Instant): number | undefined {
    if (this.#expiry.offsetMs === undefined) return undefined;
    const ttlMs = Math.ceil(removeAtMs - nowMs + this.#expiry.offsetMs);
    return ttlMs > FOREVER_MS ? undefined : Math.max(1, ttlMs);
  }
}

function isRecord(met: MetKey): met is RecordKey {
  return met.kind === "record";
}

function isBody(met: MetKey): met is BodyKey {
  return met.kind === "body";
}

/** undefined: no invalidation is remembered. */
function epochOf(reply: Reply | undefined): string | undefined {
  return reply instanceof Uint8Array ? textOf(reply) : undefined;
}

function buffersOf(reply: Reply | undefined): readonly Buffer[] {
  return listOf(reply).flatMap((one) => (one instanceof Uint8Array ? [asBuffer(one)] : []));
}

function witnessOf(seen: Witness | undefined): readonly [kind: string, what: string] {
  if (seen === undefined) return ["", ""];
  return "revision" in seen ? ["revision", JSON.stringify(seen.revision)] : ["epoch", seen.epoch];
}

async function inGroups<T, R>(
  all: readonly T[],
  size: number,
  act: (one: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  for (let from = 0; from < all.length; from += size)
    results.push(...(await Promise.all(all.slice(from, from + size).map(act))));
  return results;
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
