import type { Lookup } from "../../entry/entry.ts";
import type { Awaitable, HttpRequest, HttpResponse, Instant } from "../../http/messages.ts";
import { lookupOf, type OwnWords, type RequestKey } from "../../key/lookup-of.ts";
import { andThen } from "../../platform/concurrency/awaitable.ts";
import type { StructuredRules } from "../../policy/store/judge-store.ts";
import type { ResolvedSettings } from "../../settings/effective/resolve.ts";
import type { HeardVariation } from "../memory/search-memory.ts";
import type { Looked } from "../store/looked.ts";
import type { Engine } from "./engine.ts";
import type { Exchange } from "./exchange.ts";

// A selector of its own: who does not listen to the field must never find an answer to another URL.
const REDUCED = ";no-vary-search";

/** Where a request's answers are kept, as far as is known before there is one. */
export function requestKeyOf(
  request: HttpRequest,
  own: OwnWords | undefined,
  settings: ResolvedSettings,
  engine: Engine,
): RequestKey {
  const requestKey = lookupOf(request, own, settings, engine.digests);
  if (own?.key !== undefined || !listens(settings)) return requestKey;
  const heard = engine.searches.get(requestKey.target);
  return heard === undefined ? requestKey : { ...requestKey, equivalent: equivalent(requestKey, heard) };
}

/** What is stored for a request: under its exact URL, and under what is left of it, as far as those answers' own fields mean this URL too. */
export function lookUp(
  { storage, searches }: Engine,
  requestKey: RequestKey,
  prefer?: string,
): Awaitable<Looked> {
  const exact = storage.find(requestKey, prefer);
  const at = requestKey.equivalent;
  if (at === undefined) return exact;
  const { target } = requestKey;
  const rules = searches.get(target)?.rules;
  return andThen(exact, (here) =>
    andThen(storage.find(at), (there) => ({
      entries: [...here.entries, ...there.entries.filter((entry) => rules?.isMeantBy(entry, target))],
      complete: here.complete,
      epoch: here.epoch,
      equivalentEpoch: there.epoch,
      bodyRefs: merged(here.bodyRefs, there.bodyRefs),
      failed: here.failed || there.failed,
    })),
  );
}

/** Until when the origin of a request has asked to be left alone; undefined: it has not. */
export function deferredUntil(
  { memory, elapsedMs }: Engine,
  requestKey: RequestKey,
  nowMs: Instant,
): Instant | undefined {
  const forMs = memory.deferredForMs(requestKey, elapsedMs());
  return forMs > 0 ? nowMs + forMs : undefined;
}

/** The same exchange after what it had found has gone: what it stores would otherwise be taken for overtaken. */
export async function lookedAnew(exchange: Exchange): Promise<Exchange> {
  return { ...exchange, looked: await lookUp(exchange.engine, exchange.requestKey) };
}

/** Every target that a request may be answered from. */
export function targetsOf({ target, equivalent: other }: RequestKey): readonly string[] {
  return other === undefined || other.target === target ? [target] : [target, other.target];
}

/** Where an answer is kept, now that it has said on which parameters it does not vary. */
export function requestKeyByAnswer(
  { engine, request, settings, requestKey }: Exchange,
  response: HttpResponse,
  rules: StructuredRules | undefined,
): RequestKey {
  if (settings.keyFn !== undefined || !listens(settings) || response.status === 304) return requestKey;
  const exact = lookupOf(request, { user: requestKey.user }, settings, engine.digests);
  const variation = rules?.searchVariation(response.headers);
  const heard = rules && variation && { variation, rules };
  engine.searches.remember(exact.target, heard);
  return heard === undefined ? exact : { ...exact, ...equivalent(exact, heard) };
}

function equivalent({ target, selector }: Lookup, { variation, rules }: HeardVariation): Lookup {
  return { target: rules.withoutIgnoredSearch(target, variation), selector: selector + REDUCED };
}

/** Whether an entry is kept under what its own field leaves of its URL. */
export function isReduced({ selector }: Lookup): boolean {
  return selector.endsWith(REDUCED);
}

function merged(here: Looked["bodyRefs"], there: Looked["bodyRefs"]): Looked["bodyRefs"] {
  return here === undefined || there === undefined ? (here ?? there) : new Map([...here, ...there]);
}

function listens({ noVarySearch, profile }: ResolvedSettings): boolean {
  return noVarySearch && profile.obeysResponse;
}
