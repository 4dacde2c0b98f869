import type { Instant } from "../http/messages.ts";

/** The cache's only source of time. Pass your own in tests. */
export interface Clock {
  /** The current time, in milliseconds since the epoch. Never throws. */
  nowMs(): Instant;
  /**
   * Milliseconds since any fixed instant; never goes back. Deadlines and pauses are measured with it. If you leave it out, the steps of `nowMs` are
   * counted instead, and a step back ends what waits. Never throws.
   */
  monotonicMs?(): number;
}
