import type { Awaitable } from "../../http/messages.ts";
import { isPromise } from "./awaitable.ts";

/** What was begun and is not over yet. */
export interface PendingWork {
  /** The same promise, waited for by `settled`. What is no promise is over already. */
  add<T>(work: Awaitable<T>): Awaitable<T>;
  /** Settles when all that was added until now is over, well or not: a failure is for whoever began it. */
  settled(): Awaitable<void>;
}

export function pendingWork(): PendingWork {
  const pending = new Set<Promise<unknown>>();
  return {
    add(work) {
      if (!isPromise(work)) return work;
      const over: Promise<void> = work.then(
        () => void pending.delete(over),
        () => void pending.delete(over),
      );
      pending.add(over);
      return work;
    },
    settled: () => (pending.size === 0 ? undefined : Promise.all(pending).then(() => undefined)),
  };
}
