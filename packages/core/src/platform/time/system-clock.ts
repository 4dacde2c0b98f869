import type { Clock } from "../../contracts/clock.ts";

/** The one place that reads the time. */
export const systemClock: Clock = /* @__PURE__ */ Object.freeze({
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
});
