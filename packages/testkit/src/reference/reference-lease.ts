import type { Instant, Lease, LeaseTaken } from "@rcache/core/backend";

/** Who holds a name, and until when. */
export interface KeptLease {
  /** Undefined: its holder had nothing to store, and nobody waits. */
  readonly holder: object | undefined;
  readonly untilMs: Instant;
}

/** Leases in a map. The holder is an object of its own: whoever comes later is never taken for it. */
export function referenceLease(
  kept: Map<string, KeptLease>,
  nowMs: () => Instant,
  name: string,
  forMs: number,
): Lease | LeaseTaken {
  const current = (): KeptLease | undefined => {
    const last = kept.get(name);
    return last !== undefined && last.untilMs > nowMs() ? last : undefined;
  };
  const taken = current();
  if (taken?.holder !== undefined) return { held: false, forMs: taken.untilMs - nowMs() };
  const holder = {};
  const ours = (): KeptLease | undefined => {
    const last = current();
    return last?.holder === holder ? last : undefined;
  };
  if (taken === undefined) kept.set(name, { holder, untilMs: nowMs() + forMs });
  return {
    held: true,
    extend(ms) {
      if (ours() === undefined) return false;
      kept.set(name, { holder, untilMs: nowMs() + ms });
      return true;
    },
    release(outcome) {
      const last = ours();
      if (last === undefined) return;
      if (outcome === "not-storable") kept.set(name, { holder: undefined, untilMs: last.untilMs });
      else kept.delete(name);
    },
  };
}
