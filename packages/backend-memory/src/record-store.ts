import type { Address, Entry, Found, FoundRecord, Instant, Lookup, RecordHead } from "@rcache/core";
import { FewMap } from "./few-map.ts";

/** One address and what is stored there. A replacement changes the slot, so that a walk meets each address once. */
export interface Slot {
  readonly group: Group;
  /** Its place in the order in which addresses came. */
  readonly serial: number;
  head: RecordHead;
  /** Of the head; a hit looks at nothing else of it. */
  removeAtMs: Instant;
  entry: Entry;
  record: FoundRecord;
  /** Bytes it takes, as far as the limit counts them. */
  cost: number;
  /** What `find` hands out for it alone, as long as the group and the epoch stay as they are. */
  found: Found | undefined;
  newer: Slot | undefined;
  older: Slot | undefined;
  gone: boolean;
}

/** The slots of one lookup, by variant. */
export class Group extends FewMap<Slot> {
  readonly at: Lookup;

  constructor(at: Lookup) {
    super();
    this.at = at;
  }
}

const NO_RECORDS: readonly FoundRecord[] = Object.freeze([]);

/** Records by target, selector and variant, and in the order of their last use. Synchronous and without a clock. */
export class RecordStore {
  readonly #targets = new Map<string, FewMap<Group>>();
  #newest: Slot | undefined;
  #oldest: Slot | undefined;
  #lastSerial = 0;
  #nothing: Found = Object.freeze({ complete: true, records: NO_RECORDS });
  size = 0;
  /** Of all slots. */
  cost = 0;
  /** Of all bodies, as the heads say. */
  bodyBytes = 0;

  get oldest(): Slot | undefined {
    return this.#oldest;
  }

  /** What the contract's `find` answers. Frozen, and the same object again while nothing has changed. */
  find(at: Lookup, prefer: string | undefined, nowMs: Instant, epoch: string): Found {
    const group = this.#targets.get(at.target)?.get(at.selector);
    if (group === undefined) {
      if (this.#nothing.epoch !== epoch)
        this.#nothing = Object.freeze({ complete: true, records: NO_RECORDS, epoch });
      return this.#nothing;
    }
    if (prefer !== undefined) {
      const slot = group.get(prefer);
      if (slot !== undefined && slot.removeAtMs > nowMs) {
        if (slot !== this.#newest) this.#touch(slot);
        return slot.found?.epoch === epoch ? slot.found : foundAlone(slot, group.size === 1, epoch);
      }
    }
    return this.#findAll(group, nowMs, epoch);
  }

  #findAll(group: Group, nowMs: Instant, epoch: string): Found {
    const records: FoundRecord[] = [];
    for (const slot of group.values()) {
      if (slot.removeAtMs <= nowMs) continue;
      this.#touch(slot);
      records.push(slot.record);
    }
    return Object.freeze({ complete: true, records: Object.freeze(records), epoch });
  }

  get(at: Address): Slot | undefined {
    return this.#targets.get(at.target)?.get(at.selector)?.get(at.variant);
  }

  /** Puts a record in place of the one at its address, as the one used last. */
  set(head: RecordHead, entry: Entry, cost: number): Slot {
    const there = this.get(head);
    const record = foundRecord(head, entry);
    if (there === undefined) return this.#add({ head, entry, record, cost });
    this.cost += cost - there.cost;
    this.bodyBytes += head.bytes - there.head.bytes;
    Object.assign(there, { head, removeAtMs: head.removeAtMs, entry, record, cost, found: undefined });
    this.#touch(there);
    return there;
  }

  #add(what: Pick<Slot, "head" | "entry" | "record" | "cost">): Slot {
    const { head } = what;
    let groups = this.#targets.get(head.target);
    if (groups === undefined) {
      groups = new FewMap();
      this.#targets.set(head.target, groups);
    }
    let group = groups.get(head.selector);
    if (group === undefined) {
      group = new Group({ target: head.target, selector: head.selector });
      groups.set(head.selector, group);
    }
    this.#lastSerial += 1;
    const serial = this.#lastSerial;
    const slot: Slot = {
      group,
      serial,
      ...what,
      removeAtMs: head.removeAtMs,
      found: undefined,
      newer: undefined,
      older: undefined,
      gone: false,
    };
    forgetFound(group);
    group.set(head.variant, slot);
    this.#linkNewest(slot);
    this.size += 1;
    this.cost += what.cost;
    this.bodyBytes += head.bytes;
    return slot;
  }

  delete(slot: Slot): void {
    if (slot.gone) return;
    slot.gone = true;
    const { group } = slot;
    group.delete(slot.head.variant);
    forgetFound(group);
    if (group.size === 0) {
      const groups = this.#targets.get(group.at.target);
      groups?.delete(group.at.selector);
      if (groups?.size === 0) this.#targets.delete(group.at.target);
    }
    this.#unlink(slot);
    this.size -= 1;
    this.cost -= slot.cost;
    this.bodyBytes -= slot.head.bytes;
  }

  under(target: string): readonly Slot[] {
    const groups = this.#targets.get(target)?.values() ?? [];
    return groups.flatMap((group) => group.values());
  }

  /** Walks the slots that are there now, also while they are removed, replaced or added to. */
  *slots(): Generator<Slot, undefined> {
    const last = this.#lastSerial;
    for (const groups of this.#targets.values()) {
      for (const group of groups.values()) {
        for (const slot of group.values()) {
          if (slot.serial <= last && !slot.gone) yield slot;
        }
      }
    }
  }

  clear(): void {
    this.#targets.clear();
    this.#newest = undefined;
    this.#oldest = undefined;
    this.size = 0;
    this.cost = 0;
    this.bodyBytes = 0;
  }

  #touch(slot: Slot): void {
    if (slot === this.#newest) return;
    this.#unlink(slot);
    this.#linkNewest(slot);
  }

  #linkNewest(slot: Slot): void {
    slot.newer = undefined;
    slot.older = this.#newest;
    if (this.#newest === undefined) this.#oldest = slot;
    else this.#newest.newer = slot;
    this.#newest = slot;
  }

  #unlink(slot: Slot): void {
    const { newer, older } = slot;
    if (newer === undefined) this.#newest = older;
    else newer.older = older;
    if (older === undefined) this.#oldest = newer;
    else older.newer = newer;
    slot.newer = undefined;
    slot.older = undefined;
  }
}

/** Whether a record stands alone in its group is part of its answer: `complete`. */
function forgetFound(group: Group): void {
  if (group.size > 2) return;
  for (const slot of group.values()) slot.found = undefined;
}

function foundAlone(slot: Slot, complete: boolean, epoch: string): Found {
  slot.found = Object.freeze({ complete, records: Object.freeze([slot.record]), epoch });
  return slot.found;
}

function foundRecord(head: RecordHead, value: Entry): FoundRecord {
  const { target, selector, variant, revision, codec, removeAtMs } = head;
  const record = { target, selector, variant, revision, codec, removeAtMs, value };
  return Object.freeze(head.body === undefined ? record : { ...record, body: head.body });
}
