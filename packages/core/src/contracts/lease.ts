import type { Awaitable } from "../http/messages.ts";

/**
 * The right to ask the origin on behalf of other processes, for a limited time.
 *
 * It is fenced: what a holder does after its time has ended does not affect the next holder's lease.
 */
export interface Lease {
  readonly held: true;
  /**
   * Keeps the lease for so many more milliseconds from now. The cache calls it repeatedly while it asks the origin. **L3** Returns false if
   * another holds it.
   */
  extend(forMs: number): Awaitable<boolean>;
  /**
   * Gives the lease up and says why.
   *
   * - **L4** It has no effect if another holds it.
   * - **L5** After `not-storable`, everyone who asks gets the lease, at the same time as others, for the rest of its time: nobody has to
   *   wait for a response that cannot be shared.
   */
  release(outcome: "stored" | "not-storable" | "failed"): Awaitable<void>;
}

/** Another process holds the lease, for at most so many more milliseconds. */
export interface LeaseTaken {
  readonly held: false;
  readonly forMs: number;
}
