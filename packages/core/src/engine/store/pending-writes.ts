import { type BodyRef, type Entry, isBodyRef, type Lookup } from "../../entry/entry.ts";
import { givesCopies } from "../../entry/own-entry.ts";
import { revisedEntry } from "../../entry/revised-entry.ts";
import { keyText } from "../../key/lookup-of.ts";
import type { Looked } from "./looked.ts";

/** An entry that is being written, and the revisions of those that it makes outdated. */
interface PendingWrite {
  /** undefined: it is not to be found any more. */
  entry: Entry | undefined;
  readonly outdated: ReadonlySet<string>;
  /** Never rejects. */
  readonly ended: Promise<unknown>;
}

/**
 * Entries on their way into the store. A look-up finds them there already, and no longer what they replace: whoever has read an answer, and
 * asks again, is not to depend on how fast the store is.
 */
export interface PendingWrites {
  isEmpty(): boolean;
  /** @param onEnd told once it is over, well or not */
  add(entry: Entry, outdated: ReadonlySet<string>, writing: Promise<unknown>, onEnd?: () => void): void;
  /** The entry at this place of its own; undefined where none is on its way. */
  find(at: Lookup, variant: string): Looked | undefined;
  /** Those on their way for a look-up; none rejects. */
  under(at: Lookup): readonly Promise<unknown>[];
  /** Settles when nothing of what is on its way now still is. */
  settled(): Promise<unknown>;
  /** Whether any is on its way for the look-up. */
  has(at: Lookup): boolean;
  /** Puts what is on its way now over what the store will have said of a look-up, whatever is written until then. */
  over(at: Lookup): (looked: Looked) => Looked;
  /** It is not to be found before it is written, and then only in the store: it may be refused, or was removed. */
  forget(which: (entry: Entry) => boolean): void;
}

export function pendingWrites(): PendingWrites {
  const byKey = new Map<string, Map<string, PendingWrite>>();
  const pendingAt = (at: Lookup): ReadonlyMap<string, PendingWrite> | undefined => byKey.get(keyText(at));
  const remove = (key: string, variant: string, write: PendingWrite): void => {
    const variants = byKey.get(key);
    if (variants?.get(variant) !== write) return;
    variants.delete(variant);
    if (variants.size === 0) byKey.delete(key);
  };
  return {
    isEmpty: () => byKey.size === 0,
    has: (at) => pendingAt(at) !== undefined,
    add(entry, outdated, writing, onEnd) {
      const key = keyText(entry.address);
      for (const other of byKey.get(key)?.values() ?? [])
        if (other.entry !== undefined && outdated.has(other.entry.revision)) other.entry = undefined;
      const { variant } = entry.address;
      const end = (): void => {
        remove(key, variant, write);
        onEnd?.();
      };
      const write: PendingWrite = { entry, outdated, ended: writing.then(end, end) };
      const variants = byKey.get(key) ?? new Map<string, PendingWrite>();
      byKey.set(key, variants.set(variant, write));
    },
    under: (at) => [...(pendingAt(at)?.values() ?? [])].map(({ ended }) => ended),
    settled: () =>
      Promise.all(
        [...byKey.values()].flatMap((variants) => [...variants.values()].map(({ ended }) => ended)),
      ),
    find(at, variant) {
      const write = pendingAt(at)?.get(variant);
      return write?.entry && lookedOf([ownEntry(write.entry)]);
    },
    over(at) {
      const now = [...(pendingAt(at)?.values() ?? [])];
      return (looked) => withPending(looked, now);
    },
    forget(which) {
      for (const variants of byKey.values())
        for (const write of variants.values())
          if (write.entry !== undefined && which(write.entry)) write.entry = undefined;
    },
  };
}

function withPending(looked: Looked, writes: readonly PendingWrite[]): Looked {
  const isHidden = ({ address, revision }: Entry): boolean =>
    writes.some(
      ({ entry, outdated }) => entry?.address.variant === address.variant || outdated.has(revision),
    );
  const pending = lookedOf(writes.flatMap(({ entry }) => (entry === undefined ? [] : [ownEntry(entry)])));
  const stored = looked.entries.filter((entry) => !isHidden(entry));
  const bodyRefs = new Map(pending.bodyRefs);
  for (const entry of stored) {
    const ref = looked.bodyRefs?.get(entry);
    if (ref !== undefined) bodyRefs.set(entry, ref);
  }
  return {
    ...looked,
    entries: [...pending.entries, ...stored],
    bodyRefs: bodyRefs.size === 0 ? undefined : bodyRefs,
  };
}

/** Only the one that was preferred: the store may hold more. */
function lookedOf(entries: readonly Entry[]): Looked {
  const refs: [Entry, BodyRef][] = entries.flatMap((entry) =>
    isBodyRef(entry.body) ? [[entry, entry.body]] : [],
  );
  return {
    entries,
    complete: false,
    epoch: undefined,
    bodyRefs: refs.length === 0 ? undefined : new Map(refs),
    failed: false,
  };
}

/** Each look-up has bytes of its own, as from the store: its caller may write to them. */
function ownEntry(entry: Entry): Entry {
  if (givesCopies(entry)) return entry;
  const { body } = entry;
  return body instanceof Uint8Array ? revisedEntry(entry, { body: new Uint8Array(body) }) : entry;
}
