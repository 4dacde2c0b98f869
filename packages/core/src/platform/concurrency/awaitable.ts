import type { Awaitable } from "../../http/messages.ts";

/** Whether there is something to wait for. Asked instead of awaiting, because a turn of the microtask queue costs more than a lookup. */
export function isPromise<T>(x: Awaitable<T>): x is Promise<T> {
  // The cast: any object may be asked for a member. `in` before it would take twice as long as all the rest.
  return typeof x === "object" && x !== null && typeof (x as { then?: unknown }).then === "function";
}

/** Goes on with a value now, or with a promise of it later. */
export function andThen<T, R>(x: Awaitable<T>, next: (value: T) => Awaitable<R>): Awaitable<R> {
  return isPromise(x) ? x.then(next) : next(x);
}

/** Waits for those that are still to come; undefined: none is. */
export function whenAll(all: readonly Awaitable<unknown>[]): Promise<void> | undefined {
  return all.some(isPromise) ? Promise.all(all).then(() => undefined) : undefined;
}

/** Does something on the side: what becomes of it is told by events, not by whoever is waiting. */
export function quietly(work: () => Awaitable<unknown>): void {
  try {
    const result = work();
    if (isPromise(result)) result.catch(() => undefined);
  } catch {
    // Reported by the guard already; only `onBackendError: 'throw'` lets it come this far.
  }
}
