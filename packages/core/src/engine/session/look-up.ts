import type { Entry, Lookup } from "../../entry/entry.ts";
import type { Awaitable, HttpRequest, HttpResponse } from "../../http/messages.ts";
import { type KeyedRequest, lookupOf } from "../../key/lookup-of.ts";
import { andThen } from "../../platform/awaitable.ts";
import {
  isMeantBy,
  pathOf,
  type SearchVariation,
  searchVariation,
  withoutIgnoredSearch,
} from "../../policy/search-variation.ts";
import type { ResolvedSettings } from "../../settings/resolve.ts";
import type { Looked } from "../store/storage.ts";
import type { Engine } from "./engine.ts";
import type { Exchange } from "./exchange.ts";

// A selector of its own: who does not listen to the field must never find an answer to another URL.
const REDUCED = ";no-vary-search";

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
  return variation === undefined ? keyed : { ...keyed, reduced: reduced(keyed, variation) };
}

/** What is stored for a request: under its exact URL, and under what is left of it, as far as those answers' own fields mean this URL too. */
export function lookUp({ storage }: Engine, keyed: KeyedRequest, prefer?: string): Awaitable<Looked> {
  const exact = storage.find(keyed, prefer);
  const at = keyed.reduced;
  if (at === undefined) return exact;
  return andThen(exact, (here) =>
    andThen(storage.find(at), (there) => ({
      entries: [...here.entries, ...there.entries.filter((entry) => isMeantBy(entry, keyed.target))],
      complete: here.complete,
      epoch: here.epoch,
      reducedEpoch: there.epoch,
      bodyRefs: merged(here.bodyRefs, there.bodyRefs),
      failed: here.failed || there.failed,
    })),
  );
}

/** The same exchange after what it had found has gone: what it stores would otherwise be taken for overtaken. */
export async function lookedAnew(exchange: Exchange): Promise<Exchange> {
  return { ...exchange, looked: await lookUp(exchange.engine, exchange.keyed) };
}

/** Every target that a request may be answered from. */
export function targetsOf({ target, reduced: other }: KeyedRequest): readonly string[] {
  return other === undefined || other.target === target ? [target] : [target, other.target];
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
  return variation === undefined ? exact : { ...exact, ...reduced(exact, variation) };
}

function reduced({ target, selector }: Lookup, variation: SearchVariation): Lookup {
  return { target: withoutIgnoredSearch(target, variation), selector: selector + REDUCED };
}

/** The target of an entry, given that of its URL: without what its own field leaves out, where it is kept like that. */
export function keptTarget({ address, response }: Entry, exactTarget: string): string {
  const variation = address.selector.endsWith(REDUCED) ? searchVariation(response.headers) : undefined;
  return variation === undefined ? exactTarget : withoutIgnoredSearch(exactTarget, variation);
}

function merged(here: Looked["bodyRefs"], there: Looked["bodyRefs"]): Looked["bodyRefs"] {
  return here === undefined || there === undefined ? (here ?? there) : new Map([...here, ...there]);
}

function listens({ noVarySearch, profile }: ResolvedSettings): boolean {
  return noVarySearch && profile.obeysResponse;
}
