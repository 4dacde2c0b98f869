import { type Clock, RcacheError } from "@rcache/core";

/** A clock that only you move. */
export interface ManualClock extends Clock {
  /** Moves the clock by this many milliseconds. A negative number sets it back. */
  advance(ms: number): void;
}

/** Where a manual clock stands if nobody says otherwise: the first instant of 2026, UTC. */
const START_MS = Date.UTC(2026, 0, 1);

/**
 * Creates a clock for tests.
 *
 * @param startMs milliseconds since the epoch. @default the first instant of 2026, UTC
 * @throws RcacheError `RCACHE_INVALID_OPTION` if a number is not finite
 */
export function manualClock(startMs: number = START_MS): ManualClock {
  let nowMs = finite(startMs, "startMs");
  return {
    nowMs: () => nowMs,
    advance(ms) {
      nowMs += finite(ms, "ms");
    },
  };
}

function finite(value: number, option: string): number {
  if (Number.isFinite(value)) return value;
  throw new RcacheError("RCACHE_INVALID_OPTION", `${option} of a manual clock is ${String(value)}`, {
    remedy: "Pass a finite number of milliseconds.",
  });
}
