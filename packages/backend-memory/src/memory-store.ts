import {
  type Address,
  type Awaitable,
  type BackendHost,
  type BodyStore,
  type Entry,
  type Found,
  inTurns,
  type Lease,
  type LeaseTaken,
  type Lookup,
  matchesScan,
  ownEntry,
  ownHead,
  type Precondition,
  type RecordHead,
  type RecordValue,
  type ScanFilter,
  type StoredRecord,
} from "@rcache/core/backend";
import { Epochs } from "./epochs.ts";
import type { MemoryBodies } from "./memory-bodies.ts";
import type { MemoryLeases } from "./memory-leases.ts";
import { RecordStore, type Slot } from "./record-store.ts";

/** The objects of an entry, and of a header line: 2.6 KB were measured for an entry with ten lines (Node 24). */
const ENTRY_OVERHEAD_BYTES = 1536;
const LINE_OVERHEAD_BYTES = 96;
const NUMBER_BYTES = 8;
/** Of all bytes: one answer never pushes all others out. */
const LARGEST_PART = 3 / 4;

/** Removed in one go, without a promise. */
const REMOVED_AT_ONCE = 100;

type RevisedAddress = Address & { readonly revision?: string };

/** How much is kept. */
export interface MemoryLimits {
  readonly maxEntries: number;
  readonly maxBytes: number;
}

/** Records, bodies, epochs and leases of one backend, and the limits that bind them. */
export class MemoryStore {
  /** Of answers too large for their records. What keeps them is loaded with the first one. */
  readonly bodies: BodyStore = {
    create: (at, id, keepUntilMs) =>
      this.#bodies?.create(at, id, keepUntilMs) ??
      this.#loadedBodies().then((bodies) => bodies.create(at, id, keepUntilMs)),
    open: (ref, fromByte) => this.#bodies?.open(ref, fromByte),
    keep: (ref, untilMs) => this.#bodies?.keep(ref, untilMs) ?? false,
  };
  #bodies: MemoryBodies | undefined;
  #leases: MemoryLeases | undefined;
  readonly #records = new RecordStore();
  readonly #epochs = new Epochs();
  readonly #limits: MemoryLimits;
  readonly #host: BackendHost;

  constructor(limits: MemoryLimits, host: BackendHost) {
    this.#limits = limits;
    this.#host = host;
  }

  async #loadedBodies(): Promise<MemoryBodies> {
    const { MemoryBodies } = await import("./memory-bodies.ts");
    this.#bodies ??= new MemoryBodies(this.#limits.maxBytes * LARGEST_PART);
    return this.#bodies;
  }

  /** What gives leases is loaded with the first one. */
  lease(name: string, forMs: number): Awaitable<Lease | LeaseTaken> {
    return (
      this.#leases?.lease(name, forMs) ??
      import("./memory-leases.ts").then(({ MemoryLeases }) => {
        this.#leases ??= new MemoryLeases(this.#host);
        return this.#leases.lease(name, forMs);
      })
    );
  }

  find(at: Lookup, prefer: string | undefined): Found {
    return this.#records.find(at, prefer, this.#host.nowMs(), this.#epochs.of(at.target));
  }

  put(record: StoredRecord, seen?: Precondition): "stored" | "conflict" | "too-large" {
    const there = this.#records.get(record.head);
    if (seen !== undefined && !this.#stillHolds(seen, record.head.target, there)) return "conflict";
    const head = ownHead(record.head);
    const entry = ownEntry(record.value as Entry); // the cast: `valueKind` is 'entry', so the engine gives nothing else
    const cost = costOf(head, entry);
    if (cost > this.#limits.maxBytes * LARGEST_PART) return "too-large";
    if (head.body !== undefined && this.#bodies?.isOversized(head.body)) return "too-large";
    const before = there?.head.body;
    const slot = this.#records.set(head, entry, cost);
    if (head.body !== undefined) this.#bodies?.adopt(head.body, slot);
    if (before !== undefined && before.id !== head.body?.id)
      this.#bodies?.release(before, slot, this.#host.nowMs());
    this.#makeRoom();
    return slot.gone ? "too-large" : "stored";
  }

  remove(which: readonly RevisedAddress[]): Awaitable<number> {
    return which.length > REMOVED_AT_ONCE
      ? this.#removeMany(which)
      : which.filter((at) => this.#removeAt(at)).length;
  }

  async #removeMany(which: readonly RevisedAddress[]): Promise<number> {
    let removed = 0;
    for await (const at of inTurns(which)) if (this.#removeAt(at)) removed += 1;
    return removed;
  }

  #removeAt(at: RevisedAddress): boolean {
    const slot = this.#records.get(at);
    if (slot === undefined || (at.revision !== undefined && at.revision !== slot.head.revision)) return false;
    this.#drop(slot);
    return true;
  }

  invalidate(target: string): number {
    this.#epochs.bump(target);
    const slots = this.#records.under(target);
    for (const slot of slots) this.#drop(slot);
    return slots.length;
  }

  async sweep(limit: number): Promise<{ readonly removed: number; readonly more: boolean }> {
    const nowMs = this.#host.nowMs();
    this.#leases?.sweep();
    const past = await this.#removeMatching((head) => head.removeAtMs <= nowMs, limit);
    const left = this.#bodies?.sweep(limit - past.removed, nowMs) ?? { removed: 0, more: false };
    return { removed: past.removed + left.removed, more: past.more || left.more };
  }

  async removeWhere(filter: ScanFilter, limit: number): Promise<number> {
    return (await this.#removeMatching((head) => matchesScan(head, filter), limit)).removed;
  }

  async *scan(filter: ScanFilter): AsyncGenerator<RecordHead & { readonly value?: RecordValue }> {
    for await (const { head, entry } of inTurns(this.#records.slots())) {
      if (matchesScan(head, filter))
        yield filter.values === true ? Object.freeze({ ...head, value: entry }) : head;
    }
  }

  stats(): { readonly entries: number; readonly bytes: number } {
    return { entries: this.#records.size, bytes: this.#records.bodyBytes };
  }

  clear(): void {
    this.#records.clear();
    this.#bodies?.clear();
    this.#leases?.clear();
    this.#epochs.bumpAll();
  }

  #stillHolds(seen: Precondition, target: string, there: Slot | undefined): boolean {
    if ("revision" in seen) return there?.head.revision === seen.revision;
    return seen.epoch === this.#epochs.of(target);
  }

  async #removeMatching(
    matches: (head: RecordHead) => boolean,
    limit: number,
  ): Promise<{ readonly removed: number; readonly more: boolean }> {
    let removed = 0;
    for await (const slot of inTurns(this.#records.slots())) {
      // It may have gone in the turn before.
      if (slot.gone || !matches(slot.head)) continue;
      if (removed >= limit) return { removed, more: true };
      this.#drop(slot);
      removed += 1;
    }
    return { removed, more: false };
  }

  #drop(slot: Slot): void {
    this.#records.delete(slot);
    if (slot.head.body !== undefined) this.#bodies?.release(slot.head.body, slot, this.#host.nowMs());
  }

  /** Removes the least recently used until everything fits. */
  #makeRoom(): void {
    const { maxEntries, maxBytes } = this.#limits;
    while (this.#records.size > maxEntries || this.#records.cost + (this.#bodies?.bytes ?? 0) > maxBytes) {
      if (this.#records.oldest === undefined) return;
      this.#drop(this.#records.oldest);
    }
  }
}

/** Never looks at a body of bytes, which would copy it: the head knows its length. */
function costOf(head: RecordHead, entry: Entry): number {
  let cost = ENTRY_OVERHEAD_BYTES + 2 * (entry.url.length + head.target.length + head.selector.length);
  for (const line of entry.response.headers) cost += LINE_OVERHEAD_BYTES + line[0].length + line[1].length;
  cost += NUMBER_BYTES * (entry.chunkBytes?.length ?? 0);
  return head.body === undefined ? cost + head.bytes : cost;
}
