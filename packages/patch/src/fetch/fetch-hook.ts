import { type HttpCache, isRcacheError } from "@rcache/core";
import { type CachedRequestInit, createCachedFetch, type FetchLike } from "@rcache/fetch";
import { isPassedOver } from "../passed-over.ts";
import { placeProperty } from "../process/placed-property.ts";
import {
  activeCache,
  besideTheCache,
  type InstalledCache,
  type PlacedHook,
  type Scope,
  state,
} from "../process/process-state.ts";
import { hookDispatchers } from "../undici/undici-hook.ts";

/** On a fetch behind which a cache stands: the fetch without it, for those who bring a cache of their own (`@rcache/fetch`). */
const WRAPPED = Symbol.for("rcache.wrapped-fetch");

/**
 * Puts the cached fetch of `@rcache/fetch` in place of the platform's: `cache` modes and `rcache` can be seen here only, and a hit does not
 * pay for a fetch. One that was saved before is seen where it dispatches.
 */
export function placeFetchHook(): PlacedHook | undefined {
  const { fetch } = globalThis;
  if (typeof fetch !== "function") return undefined;
  // Makes Node load its undici, without which it has no dispatcher yet.
  void globalThis.Request;
  const beside: FetchLike = (...call) => besideTheCache(() => fetch(...call));
  const sent: FetchLike = async (...call) => {
    // Read before anything is waited for.
    const scope = state.scope.getStore();
    const response = await fetch(...call);
    if (isAsking(scope)) scope.received = response;
    return response;
  };
  const cached = new WeakMap<HttpCache, FetchLike>();
  const hook: FetchLike = function fetchThroughCache(input, init) {
    const installed = activeCache();
    hookDispatchers();
    if (installed === undefined || !isConcerned(installed, input, init)) return fetch(input, init);
    let through = cached.get(installed.cache);
    if (through === undefined) {
      // Programs that know nothing of a cache get the platform's own Response, which passes everywhere.
      through = createCachedFetch({ cache: installed.cache, fetch: sent, lazyResponse: false });
      cached.set(installed.cache, through);
    }
    return askThrough(installed, through, beside, [input, init]);
  };
  Object.defineProperty(hook, WRAPPED, { value: beside });
  for (const [name, own] of Object.entries(Object.getOwnPropertyDescriptors(fetch)))
    if (!(name in hook)) Object.defineProperty(hook, name, own);
  const placed = placeProperty(globalThis, "fetch", hook);
  if (placed !== undefined) state.originalFetch ??= fetch;
  return placed;
}

type Call = readonly [input: string | URL | Request, init?: CachedRequestInit | undefined];

/** One request that is asked through the cache: what the platform's own fetch brings is asked by the cache itself. */
interface Asking extends Scope {
  /** What it has brought last. */
  received: Response | undefined;
}

function isAsking(scope: Scope | undefined): scope is Asking {
  return scope !== undefined && "received" in scope;
}

/** Asks through the cache; without it where the cache has not been set up so that it can answer anybody. */
function askThrough(
  installed: InstalledCache,
  through: FetchLike,
  beside: FetchLike,
  [input, init]: Call,
): Promise<Response> {
  installed.begin();
  // What is read of a Request's body cannot be read again.
  const spare = input instanceof Request && input.body !== null ? input.clone() : input;
  const asking: Asking = { installed: undefined, received: undefined };
  return state.scope
    .run(asking, () => through(input, init))
    .then(
      (response) => {
        installed.end();
        return response;
      },
      (error: unknown) => {
        installed.end();
        if (isOfOptions(error, init) || !isPassedOver(error)) throw error;
        // What has been sent is not sent again.
        return asking.received ?? beside(spare, init);
      },
    );
}

/** A mistake in what one request asks of the cache is its caller's to hear of. */
function isOfOptions(error: unknown, init: CachedRequestInit | undefined): boolean {
  return (
    init?.rcache !== undefined &&
    isRcacheError(error) &&
    /^RCACHE_(?:UNKNOWN_OPTION|INVALID_)/.test(error.code)
  );
}

/** What names a dispatcher of its own is asked by that; whoever wants it cached patches its undici. */
function isConcerned(
  installed: InstalledCache,
  input: string | URL | Request,
  init: (RequestInit & { readonly dispatcher?: unknown }) | undefined,
): boolean {
  if (init?.dispatcher) return false;
  const url = typeof input === "string" ? input : input instanceof Request ? input.url : String(input);
  const method = init?.method ?? (input instanceof Request ? input.method : "GET");
  return installed.concernsUrl(String(method).toUpperCase(), url);
}
