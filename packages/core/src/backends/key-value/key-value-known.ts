import type { Lookup } from "../../entry/entry.ts";
import { boundedMap } from "../../platform/bounded-map.ts";

/** The selectors of targets that this process has seen stored; what a store that cannot list has instead of a list. */
export interface KnownSelectors {
  note(at: Lookup): void;
  /** Gives and forgets them. */
  take(target: string): readonly Lookup[];
}

const TARGETS = 10_000;
const SELECTORS = 1_000;

export function knownSelectors(): KnownSelectors {
  const byTarget = boundedMap<string, Set<string>>(TARGETS);
  return {
    note({ target, selector }) {
      const selectors = byTarget.get(target) ?? new Set();
      if (selectors.size < SELECTORS) selectors.add(selector);
      byTarget.set(target, selectors);
    },
    take(target) {
      const selectors = [...(byTarget.get(target) ?? [])];
      byTarget.delete(target);
      return selectors.map((selector) => ({ target, selector }));
    },
  };
}
