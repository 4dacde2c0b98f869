import type { HttpRequest, HttpResponse } from "../http/messages.ts";
import { type KeyedRequest, lookupOf } from "../key/lookup-of.ts";
import {
  pathOf,
  type SearchVariation,
  searchVariation,
  withoutIgnoredSearch,
} from "../policy/search-variation.ts";
import type { ResolvedSettings } from "../settings/resolve.ts";
import { boundedMap } from "./bounded-map.ts";
import type { Engine } from "./engine.ts";
import type { Exchange } from "./exchange.ts";

const LIMIT = 1_000;

/** What answers under a path have said of their queries, when last heard (No-Vary-Search). Forgetting it costs a request, nothing else. */
export interface SearchMemory {
  get(path: string): SearchVariation | undefined;
  remember(path: string, variation: SearchVariation | undefined): void;
}

export function searchMemory(): SearchMemory {
  const variations = boundedMap<string, SearchVariation>(LIMIT);
  return {
    get: (path) => (variations.size === 0 ? undefined : variations.get(path)),
    remember(path, variation) {
      if (variation === undefined) variations.delete(path);
      else variations.set(path, variation);
    },
  };
}

/** Where a request's answers are kept, as far as is known before there is one. */
export function keyedRequest(
  request: HttpRequest,
  ownKey: string | undefined,
  settings: ResolvedSettings,
  engine: Engine,
): KeyedRequest {
  const keyed = lookupOf(request, ownKey, settings, engine.digests);
  if (ownKey !== undefined || !listens(settings)) return keyed;
  const variation = engine.searches.get(pathOf(keyed.target));
  return variation === undefined
    ? keyed
    : { ...keyed, target: withoutIgnoredSearch(keyed.target, variation) };
}

/** Where an answer is kept, now that it has said on which parameters it does not vary. */
export function keyedByAnswer(
  { engine, request, settings, keyed }: Exchange,
  response: HttpResponse,
): KeyedRequest {
  if (settings.keyFn !== undefined || !listens(settings) || response.status === 304) return keyed;
  const exact = lookupOf(request, undefined, settings, engine.digests);
  const variation = searchVariation(response.headers);
  engine.searches.remember(pathOf(exact.target), variation);
  return variation === undefined
    ? exact
    : { ...exact, target: withoutIgnoredSearch(exact.target, variation) };
}

function listens({ noVarySearch, profile }: ResolvedSettings): boolean {
  return noVarySearch && profile.obeysResponse;
}
