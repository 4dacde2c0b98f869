import { boundedMap, lengthOfTexts } from "../../platform/maps/bounded-map.ts";
import type { StructuredRules } from "../../policy/store/judge-store.ts";
import type { SearchVariation } from "../../policy/structured/search-variation.ts";

const LIMIT = 1_000;

/** What a response has said of queries, and the rules for it, which were loaded to read that. */
export interface HeardVariation {
  readonly variation: SearchVariation;
  readonly rules: StructuredRules;
}

/** What answers under a path have said of their queries, when last heard (No-Vary-Search). Forgetting it costs a request, nothing else. */
export interface SearchMemory {
  get(target: string): HeardVariation | undefined;
  remember(target: string, heard: HeardVariation | undefined): void;
}

export function searchMemory(): SearchMemory {
  const variations = boundedMap<string, HeardVariation>(LIMIT, {
    lengthOf: ({ variation: { ignored } }) =>
      lengthOfTexts("only" in ignored ? ignored.only : ignored.except),
  });
  return {
    get: (target) => (variations.size === 0 ? undefined : variations.get(pathOf(target))),
    remember(target, heard) {
      if (heard === undefined) variations.delete(pathOf(target));
      else variations.set(pathOf(target), heard);
    },
  };
}

function pathOf(target: string): string {
  const question = target.indexOf("?");
  return question < 0 ? target : target.slice(0, question);
}
