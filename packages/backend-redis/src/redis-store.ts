import { randomUUID } from "node:crypto";
import {
  type Address,
  type BackendHost,
  EPOCH_KEPT_MS,
  type Found,
  type FoundRecord,
  type Instant,
  type Lookup,
  type Precondition,
  type StoredRecord,
} from "@rcache/core/backend";
import { AT_ONCE, inGroups, sum } from "./in-groups.ts";
import { type KeyNames, oneLine } from "./key-names.ts";
import { DROP, FIND_ALL, INVALIDATE, PUT, REMOVE } from "./record-scripts.ts";
import { bytesOf, decodeFound, encodeRecord, HEAD_BYTES, isUnder, removeAtOf } from "./record-text.ts";
import { GRACE_MS } from "./redis-bodies.ts";
import { asBuffer, listOf, type RedisCommands, type Reply, textOf } from "./redis-commands.ts";

/** What `find` says where no invalidation is remembered. */
const FIRST_EPOCH = "0";
/** Redis takes 512 MB; what is larger than this belongs into chunks, because a value is read and written whole. */
export const MAX_VALUE_BYTES = 16_777_216;
/** What one script removes. */
const RECORDS_A_SCRIPT = 200;
/** A time to live beyond that is none. */
const FOREVER_MS = 3_155_760_000_000;

/** How long the server keeps what is past its removal; undefined: it does not expire anything. */
export interface Expiry {
  readonly offsetMs: number | undefined;
}

/** Records in a Redis that is connected: what requests do with them. */
export class RedisStore {
  readonly #commands: RedisCommands;
  readonly #names: KeyNames;
  readonly #host: BackendHost;
  readonly #expiry: Expiry;

  constructor(commands: RedisCommands, names: KeyNames, host: BackendHost, expiry: Expiry) {
    this.#commands = commands;
    this.#names = names;
    this.#host = host;
    this.#expiry = expiry;
  }

  /**
   * One MGET for a hit, and where nothing is stored: a script that hands on the bytes takes twice as long. Only where the preferred record is
   * not there and others are, all are fetched after it.
   */
  find(at: Lookup, prefer?: string): Promise<Found> {
    if (prefer === undefined) return this.#findAll(at);
    const { record, epoch, variants } = this.#names.lookup(at, prefer);
    // Not awaited: each turn of the microtask queue that a hit does not take is one that fifty at once do not wait for.
    return this.#commands
      .read("MGET", record, epoch, variants)
      .then((replies) => this.#foundIn(at, prefer, record, listOf(replies)));
  }

  #foundIn(at: Lookup, prefer: string, key: string, replies: readonly Reply[]): Found | Promise<Found> {
    const [found, bumped, others] = replies;
    const epoch = epochOf(bumped);
    if (found instanceof Uint8Array) {
      const record = asBuffer(found);
      const there = decodeFound(at, record, prefer);
      if (there !== undefined && there.removeAtMs > this.#nowMs() && isUnder(epoch, record))
        return { complete: false, records: [there], epoch: epoch ?? FIRST_EPOCH };
      return this.#decoded(at, key, record, epoch).then(() => this.#findAll(at));
    }
    if (others instanceof Uint8Array) return this.#findAll(at);
    return { complete: true, records: [], epoch: epoch ?? FIRST_EPOCH };
  }

  async #findAll(at: Lookup): Promise<Found> {
    const { record, epoch, variants } = this.#names.lookup(at, "");
    const [bumped, found] = listOf(await this.#commands.run(FIND_ALL, [variants, epoch], [record]));
    const remembered = epochOf(bumped);
    const records: FoundRecord[] = [];
    const replies = buffersOf(found);
    for (let n = 0; n + 1 < replies.length; n += 2) {
      const one = await this.#decoded(
        at,
        record + textOf(replies[n]),
        replies[n + 1] ?? Buffer.of(),
        remembered,
      );
      if (one !== undefined) records.push(one);
    }
    return { complete: true, records, epoch: remembered ?? FIRST_EPOCH };
  }

  /** undefined: past its removal, of another epoch, or no record at all, which is removed. */
  async #decoded(
    at: Lookup,
    key: string,
    record: Buffer,
    epoch: string | undefined,
  ): Promise<FoundRecord | undefined> {
    if (!this.#isAlive(record, epoch)) return undefined;
    const found = decodeFound(at, record);
    if (found === undefined) await this.drop(key, at, record);
    return found;
  }

  #isAlive(record: Buffer, epoch: string | undefined): boolean {
    return removeAtOf(record) > this.#nowMs() && isUnder(epoch, record);
  }

  /** Removes what is no record, unless one has been stored there meanwhile, and tells of it. */
  async drop(key: string, at: Lookup, garbage: Buffer): Promise<void> {
    const removed = await this.#commands.count(DROP, [key], [garbage.subarray(0, HEAD_BYTES)]);
    if (removed > 0)
      this.#host.report({
        kind: "record-unreadable",
        key: `${at.selector} ${at.target}`,
        fault: "corrupt",
      });
  }

  /** One script, a body outside of the record and its expiry included. */
  async put(
    { head, value }: StoredRecord,
    seen?: Precondition,
  ): Promise<"stored" | "conflict" | "too-large"> {
    const bytes = bytesOf(value);
    if (bytes.byteLength > MAX_VALUE_BYTES) return "too-large";
    const nowMs = this.#nowMs();
    const ttlMs = this.#ttlMs(head.removeAtMs, nowMs);
    const keys = this.#names.record(head, head.variant);
    const stored = await this.#commands.count(
      PUT,
      [keys.record, keys.variants, keys.all, keys.epoch],
      [
        ...[keys.base, keys.member, keys.variant, encodeRecord(head, bytes), ...preconditionOf(seen)],
        ...[ttlMs ?? -1, ttlMs === undefined ? "inf" : nowMs + ttlMs],
        ...[head.body === undefined ? "" : oneLine(head.body.id), nowMs, GRACE_MS],
      ],
    );
    return stored === 1 ? "stored" : "conflict";
  }

  async remove(which: readonly (Address & { readonly revision?: string })[]): Promise<number> {
    return sum(await inGroups(which, AT_ONCE, (one) => this.removeOne(one)));
  }

  /**
   * Removes one, if it is there.
   *
   * @param pastMs only where it was past its removal then
   */
  removeOne(one: Address & { readonly revision?: string }, pastMs?: Instant): Promise<number> {
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

  #nowMs(): Instant {
    return this.#host.nowMs();
  }

  #ttlMs(removeAtMs: Instant, nowMs: Instant): number | undefined {
    if (this.#expiry.offsetMs === undefined) return undefined;
    const ttlMs = Math.ceil(removeAtMs - nowMs + this.#expiry.offsetMs);
    return ttlMs > FOREVER_MS ? undefined : Math.max(1, ttlMs);
  }
}

/** undefined: no invalidation is remembered. */
function epochOf(reply: Reply | undefined): string | undefined {
  return reply instanceof Uint8Array ? textOf(reply) : undefined;
}

function buffersOf(reply: Reply | undefined): readonly Buffer[] {
  return listOf(reply).flatMap((one) => (one instanceof Uint8Array ? [asBuffer(one)] : []));
}

function preconditionOf(seen: Precondition | undefined): readonly [kind: string, what: string] {
  if (seen === undefined) return ["", ""];
  return "revision" in seen ? ["revision", JSON.stringify(seen.revision)] : ["epoch", seen.epoch];
}
