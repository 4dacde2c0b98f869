import { boundedMap, lengthOfTexts } from "../../platform/maps/bounded-map.ts";
import type { SearchVariation } from "../../policy/lookup/search-variation.ts";

const LIMIT = 1_000;

/** What answers under a path have said of their queries, when last heard (No-Vary-Search). Forgetting it costs a request, nothing else. */
export interface SearchMemory {
  get(path: string): SearchVariation | undefined;
  remember(path: string, variation: SearchVariation | undefined): void;
}

export function searchMemory(): SearchMemory {
  const variations = boundedMap<string, SearchVariation>(LIMIT, {
    lengthOf: ({ ignored }) => lengthOfTexts("only" in ignored ? ignored.only : ignored.except),
  });
  return {
    get: (path) => (variations.size === 0 ? undefined : variations.get(path)),
    remember(path, variation) {
      if (variation === undefined) variations.delete(path);
      else variations.set(path, variation);
    },
  };
}
