import type { Instant, Lease, LeaseTaken } from "@rcache/core/backend";

/** Who holds a name, and until when. */
export interface KeptLease {
  readonly holder: object;
  readonly untilMs: Instant;
}

/** Leases in a map. The holder is an object of its own: whoever comes later is never taken for it. */
export function referenceLease(
  kept: Map<string, KeptLease>,
  nowMs: () => Instant,
  name: string,
  forMs: number,
): Lease | LeaseTaken {
  const taken = kept.get(name);
  if (taken !== undefined && taken.untilMs > nowMs()) return { held: false, forMs: taken.untilMs - nowMs() };
  const holder = {};
  const ours = (): boolean => kept.get(name)?.holder === holder;
  const hold = (ms: number): void => {
    kept.set(name, { holder, untilMs: nowMs() + ms });
  };
  hold(forMs);
  return {
    held: true,
    extend(ms) {
      if (!ours()) return false;
      hold(ms);
      return true;
    },
    release() {
      if (ours()) kept.delete(name);
    },
  };
}
