import type { Clock } from "../../contracts/clock.ts";

/** After a step back nobody knows how long it has been: longer than anything here waits. */
const STEP_BACK_MS = 7 * 86_400_000;

/**
 * Milliseconds that never go back, by which waits and pauses are measured: a clock that is set back a month must not pause anything for a month.
 * Where the clock has none of its own, they are counted by its steps forward, and whatever waits across a step back has waited long enough.
 */
export function elapsedMsOf(clock: Clock): () => number {
  if (clock.monotonicMs !== undefined) return () => clock.monotonicMs?.() ?? 0;
  let elapsedMs = 0;
  let lastMs: number | undefined;
  return () => {
    const nowMs = clock.nowMs();
    // Asked this way round, a clock that says NaN ends waits instead of making them endless.
    const isForward = lastMs === undefined || nowMs >= lastMs;
    elapsedMs += isForward ? nowMs - (lastMs ?? nowMs) : STEP_BACK_MS;
    lastMs = nowMs;
    return elapsedMs;
  };
}
