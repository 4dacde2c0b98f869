import { boundedMap } from "../../platform/maps/bounded-map.ts";

const LIMIT = 10_000;

/** What the engine remembers about invalidations in this process: guards, so where something is forgotten, the careful answer is given. */
export interface InvalidationMemory {
  /** The store may still hold what should be gone: nothing received before now is to be used. */
  distrust(target: string): void;
  isDistrusted(target: string): boolean;
  trustAgain(target: string): void;
  /** A sequence in the order of invalidations. */
  sequence(): number;
  invalidated(target: string): void;
  /** Every target was: the store was emptied. */
  invalidatedAll(): void;
  /** Whether the target was invalidated after the sequence; where that is forgotten, yes. */
  wasInvalidatedSince(target: string, sequence: number): boolean;
}

export function invalidationMemory(): InvalidationMemory {
  // Once a distrusted target is forgotten, every target is distrusted until it has proven to be in order.
  let forgetsDistrust = false;
  const trusted = boundedMap<string, true>(LIMIT);
  const distrusted = boundedMap<string, true>(LIMIT, {
    onForget: () => {
      forgetsDistrust = true;
    },
  });
  let sequence = 0;
  let forgottenUpTo = 0;
  const invalidations = boundedMap<string, number>(LIMIT, {
    onForget: (_target, sequence) => {
      forgottenUpTo = Math.max(forgottenUpTo, sequence);
    },
  });
  return {
    distrust(target) {
      distrusted.set(target, true);
      trusted.delete(target);
    },
    isDistrusted: (target) =>
      (distrusted.size > 0 && distrusted.get(target) === true) ||
      (forgetsDistrust && trusted.get(target) === undefined),
    trustAgain(target) {
      distrusted.delete(target);
      if (forgetsDistrust) trusted.set(target, true);
    },
    sequence: () => sequence,
    invalidated(target) {
      sequence += 1;
      invalidations.set(target, sequence);
    },
    invalidatedAll() {
      sequence += 1;
      forgottenUpTo = sequence;
      invalidations.clear();
    },
    wasInvalidatedSince: (target, sequence) =>
      Math.max(invalidations.get(target) ?? 0, forgottenUpTo) > sequence,
  };
}
