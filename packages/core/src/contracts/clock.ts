import type { Instant } from "../http/messages.ts";

/** The only source of time. Tests pass one of their own. */
export interface Clock {
  /** Now, in milliseconds since the epoch. Never throws. */
  nowMs(): Instant;
  /**
   * Milliseconds since any instant, which never go back: waits and pauses are measured by them. Left out, they are counted by the steps of
   * `nowMs`, and a step back ends what waits. Never throws.
   */
  monotonicMs?(): number;
}
