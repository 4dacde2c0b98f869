import { refuseMisplacedOptions } from "@rcache/backends";
import type {
  AnswerHead,
  Bypass,
  CacheOutcome,
  HandledResponse,
  HttpCache,
  HttpRequest,
  RequestOptions,
} from "@rcache/core";
import { isRcacheError } from "@rcache/core";
import type { AxiosAdapter, AxiosResponse, InternalAxiosRequestConfig } from "axios";
import type { AxiosCopy } from "./axios-copy.ts";
import type { CachedAxiosResponse } from "./axios-types.ts";
import type { AdapterChoice, Below } from "./below.ts";
import { Call } from "./call.ts";
import { asBodyError, errorOf, isOthersFailure, withConfig } from "./call-errors.ts";
import { isElsewhere } from "./elsewhere.ts";
import { responseIn, toHeaderLines } from "./from-axios-response.ts";
import { untouchedConfig } from "./inner-config.ts";
import { patienceOf } from "./patience.ts";
import { tellProgress } from "./progress.ts";
import { responseData } from "./response-data.ts";
import { axiosHeaders } from "./response-headers.ts";
import { settled } from "./settled.ts";
import { toHttpRequest } from "./to-http-request.ts";

/** So often a request may find that it has waited for a failure that is not its own. */
const MAX_ROUNDS = 3;

/** On every cached adapter: the adapter behind it. In the registry, so that two copies of this package know each other's. */
const BEHIND: unique symbol = Symbol.for("rcache.cached-axios-adapter") as never; // the cast: `Symbol.for` cannot be typed unique

/** Nothing but the network had a part in it. */
const OUTSIDE: CacheOutcome = Object.freeze({
  kind: "bypass",
  fromCache: false,
  reason: "disabled",
  revalidated: false,
  history: Object.freeze([]),
  exchange: "",
});

/** What a cached adapter asks with. */
export interface Asker {
  readonly cache: HttpCache;
  readonly below: Below;
  /** The copy of axios that made a config; at once, where it is known. */
  copyFor(config: InternalAxiosRequestConfig): AxiosCopy | Promise<AxiosCopy>;
}

/** An adapter of axios' kind with the cache in front. */
export function cachedAdapter(asker: Asker): AxiosAdapter {
  const adapter = (config: InternalAxiosRequestConfig): Promise<AxiosResponse> => {
    const copy = asker.copyFor(config);
    return copy instanceof Promise
      ? copy.then((known) => ask(asker, known, config))
      : ask(asker, copy, config);
  };
  return Object.defineProperty(adapter, BEHIND, { value: asker.below.adapter });
}

/** The adapter behind a cached one, which must not ask itself or keep every answer twice; any other as it is. */
export function withoutCache(adapter: AdapterChoice): AdapterChoice {
  let plain = adapter;
  // The cast: of what axios takes for an adapter, a cached one is a function with this member.
  while (isCached(plain)) plain = plain[BEHIND] as AdapterChoice;
  return plain;
}

/** Whether an adapter has a cache already. */
export function isCached(adapter: unknown): adapter is { readonly [BEHIND]: unknown } {
  return typeof adapter === "function" && BEHIND in adapter;
}

async function ask(
  asker: Asker,
  copy: AxiosCopy,
  config: InternalAxiosRequestConfig,
): Promise<CachedAxiosResponse> {
  const { below } = asker;
  const request = toHttpRequest(config, copy.bare);
  try {
    if (request !== undefined) return await askHttp(asker, copy, config, request);
  } catch (error) {
    // No URL, for the cache: axios says in its own words what is wrong with it.
    if (!isRcacheError(error) || error.code !== "RCACHE_INVALID_REQUEST") throw error;
  }
  return askUntouched(copy, below, config, undefined);
}

async function askHttp(
  { cache, below }: Asker,
  copy: AxiosCopy,
  config: InternalAxiosRequestConfig,
  request: HttpRequest,
): Promise<CachedAxiosResponse> {
  const options = optionsFor(config, request);
  const bypass = mayPassBy(cache, request, options) ? cache.bypass(request, options) : undefined;
  if (bypass !== undefined) return askUntouched(copy, below, config, bypass);
  const patience = patienceOf(config, copy, below.dialect);
  if (patience === undefined) return askUntouched(copy, below, config, undefined);
  const { signal, timeout } = patience;
  const call = new Call(config, copy, below, { ...request, signal, timeout }, patience);
  try {
    return await askCache(cache, call, options);
  } catch (error) {
    patience.end();
    throw await errorOf(error, call);
  }
}

async function askCache(
  cache: HttpCache,
  call: Call,
  options: RequestOptions | undefined,
): Promise<CachedAxiosResponse> {
  for (let round = 1; ; round += 1) {
    try {
      const answer = await cache.handle(call.request, call.send, options);
      call.patience.answered();
      return await made(answer, call);
    } catch (error) {
      if (round === MAX_ROUNDS || !isOthersFailure(error, call)) throw error;
    }
  }
}

function optionsFor(config: InternalAxiosRequestConfig, request: HttpRequest): RequestOptions | undefined {
  refuseMisplacedOptions(config);
  // The cast: what is wrong about it is the cache's to say.
  const given = Reflect.get(config, "rcache") as RequestOptions | undefined;
  return isElsewhere(config, request) ? { ...given, disabled: true } : given;
}

/** Whether it is worth the question: that a plain GET is looked up, the cache says by the way. */
function mayPassBy(
  { settings }: HttpCache,
  { method, body }: HttpRequest,
  options: RequestOptions | undefined,
): boolean {
  if (method !== "GET" && method !== "HEAD") return true;
  return body === "streaming" || (options?.disabled ?? settings.disabled) === true;
}

/**
 * Asks as the caller has said it, and gives what axios gives. The cache hears of the answer, so that an unsafe request invalidates what it
 * should; of what is no HTTP, or what axios refuses, it hears nothing.
 */
async function askUntouched(
  copy: AxiosCopy,
  below: Below,
  config: InternalAxiosRequestConfig,
  bypass: Bypass | undefined,
): Promise<CachedAxiosResponse> {
  const outcome = bypass?.cache ?? OUTSIDE;
  try {
    const response = await copy.bare.request(untouchedConfig(config, below));
    await bypass?.answered(headOf(response));
    return withOutcome(response, config, outcome);
  } catch (error) {
    const response = responseIn(error);
    if (response !== undefined) {
      await bypass?.answered(headOf(response));
      withOutcome(response, config, outcome);
    }
    throw withConfig(error, config);
  }
}

function headOf(response: AxiosResponse): AnswerHead {
  return { status: response.status, headers: toHeaderLines(response) };
}

async function made(answer: HandledResponse, call: Call): Promise<CachedAxiosResponse> {
  if (!call.hasAsked) tellProgress(answer, call);
  const response = responseOf(answer, call);
  try {
    const data = responseData(answer, call);
    response.data = data instanceof Promise ? await data : data;
  } catch (error) {
    throw asBodyError(error, response, call);
  }
  if (!isStreamed(call)) call.patience.end();
  return settled(response, call.copy);
}

function responseOf(answer: HandledResponse, call: Call): CachedAxiosResponse {
  const { config } = call;
  const { status, statusText = "", cache } = answer;
  const headers = axiosHeaders(answer, call);
  const request = call.requestOf(answer);
  const { fromCache } = cache;
  return { data: undefined, status, statusText, headers, config, request, fromCache, cache };
}

/** The caller may still cancel while it reads. */
function isStreamed({ config, dialect }: Call): boolean {
  return config.responseType === "stream" && dialect !== "xhr";
}

function withOutcome(
  response: AxiosResponse,
  config: InternalAxiosRequestConfig,
  cache: CacheOutcome,
): CachedAxiosResponse {
  return Object.assign(response, { config, fromCache: cache.fromCache, cache });
}
