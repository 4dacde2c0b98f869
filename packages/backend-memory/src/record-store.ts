import type {
  Address,
  BodyRef,
  Entry,
  Found,
  FoundRecord,
  Instant,
  Lookup,
  RecordHead,
} from "@rcache/core/backend";
import { FewMap } from "./few-map.ts";

/**
 * One address and what is stored there. A replacement changes the slot, so that a walk meets each address once.
 *
 * What a look-up reads comes first and is little: among very many entries, each object that it has to look at costs as much as all it computes.
 */
export interface Slot extends FoundParts {
  newer: Slot | undefined;
  older: Slot | undefined;
  head: RecordHead;
  /** Bytes it takes, as far as the limit counts them. */
  cost: number;
  /** Its place in the order in which addresses came. */
  readonly serial: number;
  gone: boolean;
}

/** Of what look-ups get, all that they do not bring along. */
interface FoundParts {
  selector: string;
  variant: string;
  revision: string;
  serializerId: string;
  removeAtMs: Instant;
  entry: Entry;
  body: BodyRef | undefined;
}

/** The slots of a target that has several, by selector and variant. */
class Slots {
  readonly #bySelector = new FewMap<FewMap<Slot>>();

  get isEmpty(): boolean {
    return this.#bySelector.size === 0;
  }

  under(selector: string): FewMap<Slot> | undefined {
    return this.#bySelector.get(selector);
  }

  set(slot: Slot): void {
    const { selector, variant } = slot;
    const group = this.#bySelector.get(selector) ?? new FewMap();
    group.set(variant, slot);
    this.#bySelector.set(selector, group);
  }

  delete({ selector, variant }: Slot): void {
    const group = this.#bySelector.get(selector);
    group?.delete(variant);
    if (group?.size === 0) this.#bySelector.delete(selector);
  }

  all(): readonly Slot[] {
    return this.#bySelector.values().flatMap((group) => group.values());
  }
}

/** Records by target, selector and variant, and in the order of their last use. Synchronous and without a clock. */
export class RecordStore {
  /** Nearly every target has one slot, which then stands there itself. */
  readonly #targets = new Map<string, Slot | Slots>();
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

  /** What the contract's `find` answers. */
  find(at: Lookup, prefer: string | undefined, nowMs: Instant, epoch: string): Found {
    const there = this.#targets.get(at.target);
    const group = there instanceof Slots ? there.under(at.selector) : there;
    if (group === undefined) return { complete: true, records: [], epoch };
    if (!(group instanceof FewMap)) {
      const isFound = group.selector === at.selector && isAlive(group, nowMs);
      return { complete: true, records: isFound ? [this.#used(group, at)] : [], epoch };
    }
    const preferred = prefer === undefined ? undefined : group.get(prefer);
    if (preferred !== undefined && isAlive(preferred, nowMs))
      return { complete: group.size === 1, records: [this.#used(preferred, at)], epoch };
    const alive = group.values().filter((slot) => isAlive(slot, nowMs));
    return { complete: true, records: alive.map((slot) => this.#used(slot, at)), epoch };
  }

  get({ target, selector, variant }: Address): Slot | undefined {
    const there = this.#targets.get(target);
    if (there instanceof Slots) return there.under(selector)?.get(variant);
    return there?.selector === selector && there.variant === variant ? there : undefined;
  }

  /** Puts a record in place of the one at its address, as the one used last. */
  set(head: RecordHead, entry: Entry, cost: number): Slot {
    const there = this.get(head);
    if (there === undefined) return this.#add(head, entry, cost);
    this.cost += cost - there.cost;
    this.bodyBytes += head.bytes - there.head.bytes;
    Object.assign(there, { ...foundParts(head, entry), head, cost });
    this.#touch(there);
    return there;
  }

  #add(head: RecordHead, entry: Entry, cost: number): Slot {
    this.#lastSerial += 1;
    const slot: Slot = {
      ...foundParts(head, entry),
      newer: undefined,
      older: undefined,
      head,
      cost,
      serial: this.#lastSerial,
      gone: false,
    };
    this.#place(slot);
    this.#linkNewest(slot);
    this.size += 1;
    this.cost += cost;
    this.bodyBytes += head.bytes;
    return slot;
  }

  #place(slot: Slot): void {
    const { target } = slot.head;
    const there = this.#targets.get(target);
    if (there instanceof Slots) there.set(slot);
    else if (there === undefined) this.#targets.set(target, slot);
    else {
      const both = new Slots();
      for (const each of [there, slot]) both.set(each);
      this.#targets.set(target, both);
    }
  }

  delete(slot: Slot): void {
    if (slot.gone) return;
    slot.gone = true;
    const { target } = slot.head;
    const there = this.#targets.get(target);
    if (there instanceof Slots) there.delete(slot);
    if (there === slot || (there instanceof Slots && there.isEmpty)) this.#targets.delete(target);
    this.#unlink(slot);
    this.size -= 1;
    this.cost -= slot.cost;
    this.bodyBytes -= slot.head.bytes;
  }

  under(target: string): readonly Slot[] {
    const there = this.#targets.get(target);
    if (there === undefined) return [];
    return there instanceof Slots ? there.all() : [there];
  }

  /** Walks the slots that are there now, also while they are removed, replaced or added to. */
  *slots(): Generator<Slot, undefined> {
    const last = this.#lastSerial;
    for (const there of this.#targets.values()) {
      for (const slot of there instanceof Slots ? there.all() : [there]) {
        if (slot.serial <= last && !slot.gone) yield slot;
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

  #used(slot: Slot, { target }: Lookup): FoundRecord {
    this.#touch(slot);
    const { selector, variant, revision, serializerId, removeAtMs, entry: value, body } = slot;
    const record = { target, selector, variant, revision, serializerId, removeAtMs, value };
    return body === undefined ? record : { ...record, body };
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

function foundParts(head: RecordHead, entry: Entry): FoundParts {
  const { selector, variant, revision, serializerId, removeAtMs, body } = head;
  return { selector, variant, revision, serializerId, removeAtMs, entry, body };
}

function isAlive({ removeAtMs }: Slot, nowMs: Instant): boolean {
  return nowMs < removeAtMs;
}
