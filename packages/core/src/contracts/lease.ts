import type { Awaitable } from "../http/messages.ts";

/**
 * The right to ask the origin on behalf of other processes, for a limited time.
 *
 * Fenced: what a holder does after its time has passed does not touch the next holder's lease.
 */
export interface Lease {
  readonly held: true;
  /** Keeps it for so many more milliseconds from now; the engine asks again and again while the origin is asked. **L3** false where it is no longer ours. */
  extend(forMs: number): Awaitable<boolean>;
  /**
   * Gives it up and says why. **L4** Without effect where it is no longer ours.
   * **L5** After `not-storable` whoever asks holds it, side by side with others, for the rest of its time: nobody has to wait for an answer that cannot be shared.
   */
  release(outcome: "stored" | "not-storable" | "failed"): Awaitable<void>;
}

/** Somebody else holds it, for so many more milliseconds at most. */
export interface LeaseTaken {
  readonly held: false;
  readonly forMs: number;
}
