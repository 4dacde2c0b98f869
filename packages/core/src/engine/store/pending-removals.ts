import type { Lookup } from "../../entry/entry.ts";
import type { Awaitable } from "../../http/messages.ts";
import { keyText } from "../../key/lookup-of.ts";
import { isPromise } from "../../platform/concurrency/awaitable.ts";

/**
 * Removals that nobody asked for: of records that turned out to be unreadable, or outdated. What is looked up or stored under the same key meanwhile waits
 * for them, because not every store does what it is told in the order in which it was told.
 */
export interface PendingRemovals {
  isEmpty(): boolean;
  add(at: Lookup, removal: Awaitable<unknown>): void;
  /** Those under way for a look-up; none rejects. */
  under(at: Lookup): readonly Promise<unknown>[];
  /** Settles when none of those that are under way now still is. */
  settled(): Promise<unknown>;
  after<T>(at: Lookup, work: () => Awaitable<T>): Awaitable<T>;
}

export function pendingRemovals(): PendingRemovals {
  const byKey = new Map<string, Promise<unknown>>();
  return {
    isEmpty: () => byKey.size === 0,
    add(at, removal) {
      if (!isPromise(removal)) return;
      const key = keyText(at);
      // Whether it succeeds is told by whoever carries it out.
      const ended = Promise.allSettled([byKey.get(key), removal]).then(() => {
        if (byKey.get(key) === ended) byKey.delete(key);
      });
      byKey.set(key, ended);
    },
    under(at) {
      const removal = byKey.get(keyText(at));
      return removal === undefined ? [] : [removal];
    },
    settled: () => Promise.all(byKey.values()),
    after(at, work) {
      const removal = byKey.size === 0 ? undefined : byKey.get(keyText(at));
      return removal === undefined ? work() : removal.then(work);
    },
  };
}
