import { openCache } from "@rcache/backends";
import type { Explanation, HandledResponse, HttpCache, HttpRequest, RequestOptions } from "@rcache/core";
import { asFetchError, nothingCached, platformRefusal } from "./fetch-errors.ts";
import { splitOptions } from "./fetch-options.ts";
import { fetchSend, isFollowedBelow } from "./fetch-send.ts";
import type { CachedFetch, CachedFetchOptions, CachedRequestInit, CachedResponse } from "./fetch-types.ts";
import { NO_HEADERS } from "./header-lines.ts";
import { namedOptions } from "./named-options.ts";
import { type OutgoingRequest, outgoingRequest } from "./outgoing-request.ts";
import { ownResponse, type Received } from "./own-response.ts";
import { type Passing, passingByMethod, sendAfter, sendPassed } from "./passed-request.ts";
import { realResponse } from "./real-response.ts";
import { type ModePlan, modePlan } from "./request-cache-mode.ts";
import { type FetchArguments, readArguments } from "./request-init.ts";
import { hidesRedirects } from "./runtime.ts";
import { toHttpRequest } from "./to-http-request.ts";
import { type ResponseMaker, responseMaker } from "./to-response.ts";
import { needsPlatform, sendUntouched } from "./untouched-request.ts";
import { type WrappedFetch, wrappedFetch } from "./wrapped-fetch.ts";

/**
 * Creates a `fetch` with a cache, as with the option `cacheName`.
 *
 * @param cacheName the backend's file, directory, namespace, database or table
 */
export function createCachedFetch(cacheName: string, options?: CachedFetchOptions): CachedFetch;
/**
 * Creates a `fetch` with a cache. It takes the same arguments, fails with the same errors, and resolves with a `Response` that also has
 * `fromCache` and `cache`.
 *
 * Pass options for one request in `init.rcache`; `init.cache` keeps its standard meaning. It opens the cache that the options describe, or
 * uses the one you pass as `cache`, which stays open on `close()`.
 *
 * @throws RcacheError `RCACHE_UNKNOWN_OPTION`, `RCACHE_INVALID_OPTION`, and what `openCache` throws for a wrong setting
 */
// Last: where neither fits, the compiler tells what is wrong with the options.
export function createCachedFetch(options?: CachedFetchOptions): CachedFetch;
export function createCachedFetch(
  nameOrOptions: string | CachedFetchOptions = {},
  more?: CachedFetchOptions,
): CachedFetch {
  const { fetch: given, lazyResponse, source } = splitOptions(namedOptions(nameOrOptions, more));
  const cache = "cache" in source ? source.cache : openCache(source.open);
  const wrapped = wrappedFetch(given);
  const respond = responseMaker(lazyResponse);
  const asker: Asker = { cache, wrapped, respond, givesOwn: respond === realResponse };
  const close = "cache" in source ? async () => undefined : () => cache.close();
  return withMembers(fetchFunction(asker), asker, close);
}

/** What every call needs. */
interface Asker {
  readonly cache: HttpCache;
  readonly wrapped: WrappedFetch;
  readonly respond: ResponseMaker;
  /** The platform's own response is given where it is the answer; else each is an object of this package. */
  readonly givesOwn: boolean;
}

type Arguments = readonly [input: string | URL | Request, init?: CachedRequestInit | undefined];

function fetchFunction(asker: Asker): (...call: Arguments) => Promise<CachedResponse> {
  const { cache, wrapped, respond } = asker;
  const send = fetchSend(wrapped.now);
  const isHidden = hidesRedirects();
  const toResponse = (answer: HandledResponse): CachedResponse => respond(answer);
  return function fetch(input, init) {
    // The path of a hit: no Request, no Headers, no URL, no closure that is not needed.
    if (init === undefined && typeof input === "string" && isHttpUrl(input)) {
      const request: HttpRequest = { method: "GET", url: input, headers: NO_HEADERS };
      if (asker.givesOwn) return ask(asker, { request, rest: NOTHING_MORE }, PLAIN);
      const made = isHidden ? (answer: HandledResponse) => respond(answer, input) : toResponse;
      const failed = (error: unknown): Promise<never> => Promise.reject(asFetchError(error, input));
      return cache.handle(request, send).then(made, failed);
    }
    try {
      return askWith(asker, readArguments(input, init));
    } catch (error) {
      return Promise.reject(asFetchError(error));
    }
  };
}

const NOTHING_MORE = /* @__PURE__ */ Object.freeze({});
const PLAIN: AskedMode = { mode: undefined, plan: { options: undefined }, own: undefined };

function isHttpUrl(text: string): boolean {
  return text.startsWith("https://") || text.startsWith("http://");
}

function askWith(asker: Asker, { input, init }: FetchArguments): Promise<CachedResponse> {
  if (needsPlatform(input, init)) {
    return sendUntouched(asker.cache, asker.wrapped.now(), input, init).catch((error: unknown) => {
      throw asFetchError(error);
    });
  }
  const maySeeRedirects = asker.givesOwn && !hidesRedirects();
  const passing = maySeeRedirects ? passingByMethod(asker.cache, input, init) : undefined;
  if (passing !== undefined) return pass(asker, passing);
  const mode = init?.cache ?? (input instanceof Request ? input.cache : undefined);
  const plan = modePlan(mode, init?.rcache);
  if (plan === undefined) throw platformRefusal(input, init);
  const asked: AskedMode = { mode, plan, own: init?.rcache };
  const outgoing = outgoingRequest(input, init);
  return outgoing instanceof Promise
    ? outgoing.then((read) => ask(asker, read, asked))
    : ask(asker, outgoing, asked);
}

/** What passes by goes as it is; what follows from its answer beyond an invalidation is the engine's. */
async function pass(asker: Asker, passing: Passing): Promise<CachedResponse> {
  try {
    const sent = await sendPassed(asker.wrapped.now(), passing);
    if ("own" in sent) return sent.own;
    return await ask(asker, await outgoingRequest(passing.input, passing.init), PLAIN, sent.first);
  } catch (error) {
    throw asFetchError(error);
  }
}

/** What the caller said of the cache. */
interface AskedMode {
  readonly mode: RequestCache | undefined;
  readonly plan: ModePlan;
  readonly own: RequestOptions | undefined;
}

function ask(
  asker: Asker,
  outgoing: OutgoingRequest,
  { mode, plan, own }: AskedMode,
  first?: Response,
): Promise<CachedResponse> {
  const { cache, wrapped, respond } = asker;
  const { request } = outgoing;
  if (request.signal?.aborted) return Promise.reject(request.signal.reason);
  // What passes the cache would be sent after all.
  if (plan.onRefusal === "fail" && cache.bypass(request, plan.options) !== undefined)
    return Promise.reject(nothingCached());
  let received: Received | undefined;
  const onReply = (reply: Received): void => {
    received = reply;
  };
  const sending = fetchSend(wrapped.now, outgoing, mode, asker.givesOwn ? onReply : undefined);
  const send = first === undefined ? sending : sendAfter(first, sending);
  const askedUrl = isFollowedBelow(outgoing) ? request.url : undefined;
  const made = (answer: HandledResponse): CachedResponse =>
    ownResponse(answer, received) ?? respond(answer, askedUrl);
  const onAnswer = (answer: HandledResponse): CachedResponse | Promise<CachedResponse> => {
    if (answer.cache.kind !== "refused" || plan.onRefusal === undefined) return made(answer);
    if (plan.onRefusal === "fail") throw nothingCached();
    return cache.handle(request, send, own).then(made);
  };
  const failed = (error: unknown): Promise<never> => Promise.reject(asFetchError(error, request.url));
  return cache.handle(request, send, plan.options).then(onAnswer).catch(failed);
}

function withMembers(
  cachedFetch: (...call: Arguments) => Promise<CachedResponse>,
  asker: Asker,
  close: () => Promise<void>,
): CachedFetch {
  const { cache, wrapped } = asker;
  const members: Readonly<Record<PropertyKey, unknown>> = {
    cache,
    explain: (...call: Arguments) =>
      explain(cache, ...call).catch((error: unknown) => {
        throw asFetchError(error);
      }),
    close,
    // Browsers of today may lack the symbol, and a property named "undefined" is of no use.
    [Symbol.asyncDispose ?? Symbol.for("Symbol.asyncDispose")]: close,
  };
  // What the runtime adds to its fetch (Bun's `preconnect`) is there too; what every function has is not copied.
  for (const [name, added] of Object.entries(Object.getOwnPropertyDescriptors(wrapped.now()))) {
    if (!(name in cachedFetch || name in members)) Object.defineProperty(cachedFetch, name, added);
  }
  for (const key of Reflect.ownKeys(members)) {
    Object.defineProperty(cachedFetch, key, { value: members[key], configurable: true });
  }
  wrapped.mark(cachedFetch);
  // The cast: the members have been defined one by one, which the compiler does not follow.
  return cachedFetch as CachedFetch;
}

async function explain(cache: HttpCache, ...given: Arguments): Promise<Explanation> {
  const { input, init } = readArguments(...given);
  if (needsPlatform(input, init))
    return cache.explain(String(input instanceof Request ? input.url : input), {
      ...init?.rcache,
      disabled: true,
    });
  // A copy, because reading uses a Request up, and it has yet to be sent.
  const asked = input instanceof Request ? input.clone() : input;
  const plan = modePlan(init?.cache ?? (input instanceof Request ? input.cache : undefined), init?.rcache);
  if (plan === undefined) throw platformRefusal(input, init);
  return cache.explain(await toHttpRequest(asked, init), plan.options);
}
