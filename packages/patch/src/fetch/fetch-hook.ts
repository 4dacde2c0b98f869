import type { Bytes, CacheOutcome, HttpCache, RedirectHop } from "@rcache/core";
import {
  type CachedRequestInit,
  createCachedFetch,
  type FetchLike,
  modePlan,
  toHttpRequest,
  withOutcome,
} from "@rcache/fetch";
import { placeProperty } from "../process/placed-property.ts";
import {
  activeCache,
  besideTheCache,
  type InstalledCache,
  type PlacedHook,
  state,
} from "../process/process-state.ts";
import { hookDispatchers } from "../undici/undici-hook.ts";
import type { FetchCall } from "./fetch-call.ts";

/** On a fetch behind which a cache stands: the fetch without it, for those who bring a cache of their own (`@rcache/fetch`). */
const WRAPPED = Symbol.for("rcache.wrapped-fetch");
const DISPATCHER = Symbol.for("undici.globalDispatcher.1");
const FETCHES = new WeakMap<HttpCache, FetchLike>();

/** Carries `cache` modes, `rcache` and marks; where no dispatcher stands behind fetch (Bun, Deno), it is the cache itself. */
export function placeFetchHook(): PlacedHook | undefined {
  const { fetch } = globalThis;
  if (typeof fetch !== "function") return undefined;
  // Makes Node load its undici, without which there is no dispatcher yet.
  void globalThis.Request;
  const hasDispatcher = Reflect.get(globalThis, DISPATCHER) !== undefined;
  const hook = hasDispatcher ? carryingFetch(fetch) : cachedFetch(fetch);
  Object.defineProperty(hook, WRAPPED, {
    value: (...call: Parameters<FetchLike>) => besideTheCache(() => fetch(...call)),
  });
  const placed = placeProperty(globalThis, "fetch", hook);
  if (placed !== undefined) state.originalFetch ??= fetch;
  return placed;
}

function carryingFetch(fetch: FetchLike): FetchLike {
  return function fetchThroughCache(input: string | URL | Request, init?: CachedRequestInit) {
    const installed = activeCache();
    if (installed === undefined) return fetch(input, init);
    hookDispatchers();
    const mode = init?.cache ?? (input instanceof Request ? input.cache : undefined);
    const plan = modePlan(mode, init?.rcache);
    // A mode that does not exist is fetch's own to refuse.
    if (plan === undefined) return fetch(input, init);
    const body = knownBody(input, init, installed);
    const sent = mode === "only-if-cached" ? withDefaultMode(init) : init;
    const ask = (known: Bytes | undefined): Promise<Response> => {
      const call: FetchCall = { plan, own: init?.rcache, body: known, hops: [] };
      return state.scope
        .run({ installed, call }, () => fetch(input, sent))
        .then((response) => marked(response, call));
    };
    return body instanceof Promise ? body.then(ask) : ask(body);
  };
}

function cachedFetch(fetch: FetchLike): FetchLike {
  return function fetchThroughCache(input: string | URL | Request, init?: RequestInit) {
    const installed = activeCache();
    const url = URL.parse(input instanceof Request ? input.url : String(input));
    const method = (init?.method ?? (input instanceof Request ? input.method : "GET")).toUpperCase();
    if (installed === undefined || url === null || !installed.concerns(method, url.hostname, url.port))
      return fetch(input, init);
    let through = FETCHES.get(installed.cache);
    if (through === undefined) {
      through = createCachedFetch({
        cache: installed.cache,
        fetch: (...call) => besideTheCache(() => fetch(...call)),
      });
      FETCHES.set(installed.cache, through);
    }
    return through(input, init);
  };
}

/** What of `init` says `only-if-cached`, which Node's fetch refuses before anything is dispatched. */
function withDefaultMode(init: CachedRequestInit | undefined): RequestInit {
  return Object.create(init ?? null, { cache: { value: "default", enumerable: true } });
}

/** The body that a key may need, where the cache may answer requests that have one, and it is in memory. */
function knownBody(
  input: string | URL | Request,
  init: CachedRequestInit | undefined,
  { cache }: InstalledCache,
): Bytes | undefined | Promise<Bytes | undefined> {
  const given = init?.body ?? (input instanceof Request ? input.body : undefined);
  if (given === undefined || given === null) return undefined;
  const method = (init?.method ?? (input instanceof Request ? input.method : "GET")).toUpperCase();
  const url = input instanceof Request ? input.url : String(input);
  if (!URL.canParse(url) || cache.bypass({ method, url, headers: [] }) !== undefined) return undefined;
  const asked = toHttpRequest(input instanceof Request ? input.clone() : input, init);
  return asked instanceof Promise ? asked.then(bytesOf, () => undefined) : bytesOf(asked);
}

function bytesOf({ body }: { readonly body?: Uint8Array | "streaming" | undefined }): Bytes | undefined {
  return body instanceof Uint8Array ? new Uint8Array(body) : undefined;
}

function marked(response: Response, { hops }: FetchCall): Response {
  const last = hops.at(-1);
  return last === undefined ? response : withOutcome(response, outcomeOf(hops, last.outcome));
}

/** The outcome of the last hop; with an earlier one that the origin was asked for, that one's. */
function outcomeOf(hops: FetchCall["hops"], last: CacheOutcome): CacheOutcome {
  if (hops.length === 1) return last;
  const history: readonly RedirectHop[] = hops
    .slice(0, -1)
    .map(({ url, status, headers }) => ({ url, status, headers }));
  const fetched = hops.find(({ outcome }) => !outcome.fromCache)?.outcome;
  const told = last.fromCache && fetched !== undefined ? fetched : last;
  return new Proxy(told, {
    get: (target, name) => (name === "history" ? history : Reflect.get(target, name)),
  });
}
