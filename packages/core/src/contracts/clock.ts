import type { Instant } from "../http/messages.ts";

/** The only source of time. Tests pass one of their own. */
export interface Clock {
  /** Now, in milliseconds since the epoch. Never throws. */
  nowMs(): Instant;
}
