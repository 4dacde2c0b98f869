import type { Lookup } from "../../entry/entry.ts";
import type { Awaitable } from "../../http/messages.ts";
import { keyText } from "../../key/lookup-of.ts";
import { isPromise } from "../../platform/awaitable.ts";

/**
 * Removals that nobody asked for: of records that turned out to be unreadable. What is looked up or stored under the same key meanwhile waits
 * for them, because not every store does what it is told in the order in which it was told.
 */
export interface PendingRemovals {
  isEmpty(): boolean;
  add(at: Lookup, removal: Awaitable<unknown>): void;
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
    after(at, work) {
      const removal = byKey.size === 0 ? undefined : byKey.get(keyText(at));
      return removal === undefined ? work() : removal.then(work);
    },
  };
}
