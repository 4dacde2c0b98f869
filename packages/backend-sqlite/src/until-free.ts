import type { Awaitable } from "@rcache/core/backend";
import { isBusy } from "./sqlite-errors.ts";

/** As SQLite's own busy handler pauses, which would stop the event loop meanwhile. */
const PAUSES_MS = [1, 2, 5, 10, 15, 20, 25];

/** The runtime's, whatever a test puts in their place later: whoever waits for the file waits in real time. */
const setRealTimeout = setTimeout;
const setRealImmediate = setImmediate;
/** Milliseconds of a clock that nobody sets. */
export const monotonicMs: () => number = performance.now.bind(performance);

/** Runs it in a later turn of the event loop. */
export function inNextTurn(run: () => void): void {
  setRealImmediate(run);
}

/** Runs it after the pause that is due before the next attempt. @param failed how many attempts have found the file locked */
export function afterPause(failed: number, run: () => void): void {
  setRealTimeout(run, PAUSES_MS[Math.min(failed, PAUSES_MS.length) - 1] ?? 1);
}

/**
 * Tries at once, and as long as others are in the way, again and again, without stopping the event loop.
 *
 * @param attempt leaves nothing behind where it throws; told whether no other attempt follows
 * @throws what the last attempt throws; at once what is not for others' being in the way
 */
export function untilFree<T>(attempt: (isLast: boolean) => T, timeoutMs: number): Awaitable<T> {
  const untilMs = monotonicMs() + timeoutMs;
  try {
    return attempt(timeoutMs === 0);
  } catch (error) {
    if (timeoutMs === 0 || !isBusy(error)) throw error;
  }
  return new Promise((resolve, reject) => {
    let failed = 1;
    const again = (): void => {
      const isLast = monotonicMs() >= untilMs;
      try {
        resolve(attempt(isLast));
      } catch (error) {
        failed += 1;
        if (isLast || !isBusy(error)) reject(error);
        else afterPause(failed, again);
      }
    };
    afterPause(failed, again);
  });
}

/** Goes on at once where there is nothing to wait for. */
export function andThen<T, R>(x: Awaitable<T>, next: (value: T) => Awaitable<R>): Awaitable<R> {
  if (x instanceof Promise) return x.then(next);
  // The cast: no T of ours is a promise itself, which TypeScript cannot know.
  return next(x as T);
}

/** Also what only behaves as one: a function of the user may give anything. */
export function isPromise(value: unknown): boolean {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}
