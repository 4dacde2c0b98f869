import type { Address, Entry, Found, FoundRecord, Instant, Lookup, RecordHead } from "@rcache/core/backend";
import { FewMap } from "./few-map.ts";

/** One address and what is stored there. A replacement changes the slot, so that a walk meets each address once. */
export interface Slot {
  readonly group: Group;
  /** Its place in the order in which addresses came. */
  readonly serial: number;
  head: RecordHead;
  entry: Entry;
  /** Bytes it takes, as far as the limit counts them. */
  cost: number;
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

/** Records by target, selector and variant, and in the order of their last use. Synchronous and without a clock. */
export class RecordStore {
  readonly #targets = new Map<string, FewMap<Group>>();
  #newest: Slot | undefined;
  #oldest: Slot | undefined;
  #lastSerial = 0;
  size = 0;
  /** Of all slots. */
  cost = 0;
  /** Of all bodies, as the heads say. */
  bodyBytes = 0;

  get oldest(): Slot | undefined {
    return this.#oldest;
  }

  /** What the contract's `find` answers: made anew each time, which is quicker than to keep one for each of very many. */
  find(at: Lookup, prefer: string | undefined, nowMs: Instant, epoch: string): Found {
    const group = this.#targets.get(at.target)?.get(at.selector);
    if (group === undefined) return { complete: true, records: [], epoch };
    const preferred = prefer === undefined ? undefined : group.get(prefer);
    if (preferred !== undefined && preferred.head.removeAtMs > nowMs) {
      this.#touch(preferred);
      return { complete: group.size === 1, records: [foundRecord(preferred)], epoch };
    }
    const records: FoundRecord[] = [];
    for (const slot of group.values()) {
      if (slot.head.removeAtMs <= nowMs) continue;
      this.#touch(slot);
      records.push(foundRecord(slot));
    }
    return { complete: true, records, epoch };
  }

  get(at: Address): Slot | undefined {
    return this.#targets.get(at.target)?.get(at.selector)?.get(at.variant);
  }

  /** Puts a record in place of the one at its address, as the one used last. */
  set(head: RecordHead, entry: Entry, cost: number): Slot {
    const there = this.get(head);
    if (there === undefined) return this.#add({ head, entry, cost });
    this.cost += cost - there.cost;
    this.bodyBytes += head.bytes - there.head.bytes;
    Object.assign(there, { head, entry, cost });
    this.#touch(there);
    return there;
  }

  #add(what: Pick<Slot, "head" | "entry" | "cost">): Slot {
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
      newer: undefined,
      older: undefined,
      gone: false,
    };
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

function foundRecord({ head, entry: value }: Slot): FoundRecord {
  const { target, selector, variant, revision, serializerId, removeAtMs, body } = head;
  const record = { target, selector, variant, revision, serializerId, removeAtMs, value };
  return body === undefined ? record : { ...record, body };
}
