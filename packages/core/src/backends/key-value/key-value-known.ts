import type { Lookup } from "../../entry/entry.ts";
import { boundedMap } from "../../platform/maps/bounded-map.ts";

/** The selectors of targets that this process has seen stored; what a store that cannot list has instead of a list. */
export interface KnownSelectors {
  note(at: Lookup): void;
  /** Gives and forgets them. */
  take(target: string): readonly Lookup[];
}

const TARGETS = 10_000;
const SELECTORS = 1_000;

export function knownSelectors(): KnownSelectors {
  const byTarget = boundedMap<string, { readonly selectors: Set<string>; length: number }>(TARGETS, {
    lengthOf: ({ length }) => length,
  });
  return {
    note({ target, selector }) {
      const known = byTarget.get(target) ?? { selectors: new Set(), length: 0 };
      if (known.selectors.size < SELECTORS && !known.selectors.has(selector)) {
        known.selectors.add(selector);
        known.length += selector.length;
      }
      byTarget.set(target, known);
    },
    take(target) {
      const selectors = [...(byTarget.get(target)?.selectors ?? [])];
      byTarget.delete(target);
      return selectors.map((selector) => ({ target, selector }));
    },
  };
}
