import type { Backend } from "../contracts/backend.ts";
import type { Clock } from "../contracts/clock.ts";
import type { CacheEvent } from "../contracts/events.ts";
import type { Serializer } from "../contracts/serializer.ts";
import type { Awaitable, RequestView, ResponseView } from "../http/messages.ts";
import type { Duration, Expiration } from "./duration.ts";

/** An expiration, or a function that computes one from the response; `undefined` means no opinion. */
export type ExpireAfter =
  | Expiration
  | ((response: ResponseView, request: RequestView) => Expiration | undefined);

/**
 * Which URLs a rule is for: a glob (`api.github.com/users/*`, host-aware: `a.com` never matches `a.com.evil.org`), a RegExp searched in the
 * whole URL, or anything with `test`, such as a `URLPattern`.
 */
export type UrlPattern = string | RegExp | { test(url: string): boolean };

/** One bag, three places (session, URL rule, request). The narrowest place that names a setting decides; absent is not a value. */
export interface PolicySettings {
  /** How long an answer is fresh. @default never expires, with `cacheControl: false` */
  expireAfter?: ExpireAfter;
  /** false: what the settings say, as requests-cache. true: RFC 9111, private. @default false */
  cacheControl?: boolean;
  /** Statuses that are stored. @default [200], with `cacheControl: false` */
  allowableCodes?: readonly number[];
  /**
   * Methods that are answered from the cache and stored. With `cacheControl: true`, answers to PUT, PATCH, DELETE, CONNECT, OPTIONS and TRACE are
   * never stored, named or not (RFC 9110 §9.3). @default ['GET', 'HEAD']
   */
  allowableMethods?: readonly string[];
  /** Ask about an entry with a validator before every use. @default false */
  alwaysRevalidate?: boolean;
  /**
   * Parameters, headers and body fields left out of the key; their values stand in no store. `Authorization`, `Cookie`, `X-API-Key`, `access_token`
   * and their like separate users all the same: see `harmlessNames`. Case does not matter. @default []
   */
  ignoredParameters?: readonly string[];
  /** `ignoredParameters` apply to a JSON body inside this key only, where it has it. */
  contentRootKey?: string;
  /** Request headers that are part of the key: all, or those named. @default false */
  matchHeaders?: boolean | readonly string[];
  /** Whether an answer is kept; also asked about stored ones, which are removed where it says no. Returns its answer, not a promise. */
  filterFn?: (response: ResponseView, request: RequestView) => boolean;
  /** A key of your own instead of method and URL; `undefined`: the usual one. It cannot undo the partition. Returns its answer, not a promise. */
  keyFn?: (request: RequestView) => string | undefined;
  /**
   * Use an expired entry where the origin fails: at any age, or so long past its expiry. A timeout of the caller's is such a failure. After a 429
   * or 503 with `Retry-After`, the origin is not asked again before, at most for a day, as long as the entry may be used (RFC 9110 §10.2.3).
   * @default false
   */
  staleIfError?: boolean | Duration;
  /** Use an expired entry at once and refresh it in the background: at any age, or so long past its expiry. @default false */
  staleWhileRevalidate?: boolean | Duration;
  /** Never ask the origin; 504 where nothing can be used. @default false */
  onlyIfCached?: boolean;
  /** Use what is stored, store nothing. @default false */
  readOnly?: boolean;
  /** Neither use nor store; unsafe requests still invalidate. @default false */
  disabled?: boolean;
  /**
   * What separates one user's answers from another's; it stands in no store and no event in the open.
   *
   * `'credentials'`: request fields and parameters that carry a credential by the look of their names, and the names of well-known services.
   * Names of your own count instead of these. A function says whose answer it is, for what no header shows (a client certificate, the user of a
   * page), and counts beside the credentials; `undefined`: nobody more. One that throws, or returns anything but a text, costs the caching of
   * that request. @default 'credentials'
   */
  partitionBy?:
    | "credentials"
    | "nothing"
    | { headers?: readonly string[]; cookies?: readonly string[]; parameters?: readonly string[] }
    | ((request: RequestView) => string | undefined);
  /** More names of headers and parameters that carry a credential, where names are judged by their look. Case does not matter. @default [] */
  credentialNames?: readonly string[];
  /** Names that look like a credential's and separate nobody. `credentialNames` go before them. @default [] */
  harmlessNames?: readonly string[];
  /**
   * Answers from the store carry the `Set-Cookie` of the answer that was stored, as in requests-cache: whoever gets one gets the session of
   * whoever brought it. Otherwise `Set-Cookie` is for its own caller, and not stored. @default false; true with `partitionBy: 'nothing'`
   */
  replaySetCookie?: boolean;
  /** How long an expired entry is kept. @default '7d' */
  keepExpired?: Duration;
  /** Refresh a hot entry in the background shortly before it expires, at a random moment. @default false */
  earlyRefresh?: boolean | { readonly window: Duration };
  /** Honour the No-Vary-Search response header. Header-led only. @default false */
  noVarySearch?: boolean;
  /** Names under which the entry can be found and deleted. @default [] */
  tags?: readonly string[];
  /** Larger bodies are passed on and not kept. @default no limit */
  maxBodyBytes?: number;
}

/** Settings for some URLs; the first rule that matches and names a setting decides. */
export interface CacheRule extends PolicySettings {
  url: UrlPattern | readonly UrlPattern[];
  /** Only for these methods. @default all */
  methods?: readonly string[];
}

/** What a session may say. */
export interface CacheSettings extends PolicySettings {
  /** Sugar for `rules` that only say `expireAfter`; they come after `rules`. */
  urlsExpireAfter?:
    | Readonly<Record<string, Expiration>>
    | ReadonlyMap<UrlPattern, Expiration>
    | readonly (readonly [UrlPattern, Expiration])[];
  rules?: readonly CacheRule[];
}

/** What one request may say. */
export interface RequestOptions extends PolicySettings {
  /** Ask whether it changed. Where the origin fails, its failure is the caller's, unless `staleIfError` permits what is stored. */
  refresh?: boolean;
  /** Fetch it anew. Where the origin fails, as with `refresh`. */
  forceRefresh?: boolean;
  /** Keeps a worker alive for a background refresh. */
  waitUntil?: (work: Promise<unknown>) => void;
}

/** What `createHttpCache` takes. */
export interface CacheOptions extends CacheSettings {
  backend: BackendSource;
  /** The backend's path, namespace, database or table. @default 'http_cache' */
  cacheName?: string;
  /** @default the backend's own */
  serializer?: Serializer;
  /** With cacheControl: a shared cache in the sense of RFC 9111. @default false */
  shared?: boolean;
  /** Targeted cache-control fields this shared cache answers to, in order (RFC 9213). @default [] */
  targetedFields?: readonly string[];
  /** @default true where the cache opened the backend itself */
  autoClose?: boolean;
  /** `throw`: a backend's failure rejects the request. @default 'bypass' */
  onBackendError?: "bypass" | "throw";
  /** How long a request waits for the backend before it goes on without, in milliseconds. It cannot stop a synchronous call. @default 1000 */
  backendDeadlineMs?: number;
  /** After so many failures in a row the backend is left alone for a while. `false`: never. @default { failures: 5, pauseMs: 10_000 } */
  circuitBreaker?: false | { readonly failures: number; readonly pauseMs: number };
  /** One request to the origin for many equal ones at a time. @default true */
  singleFlight?: boolean | "across-processes";
  /** How long a follower waits for the origin to end the leader's answer before it asks by itself, in milliseconds. @default 10_000 */
  flightWaitMs?: number;
  /** Bodies up to this stand in the record; larger ones in `bodies`. @default 65_536, at most the backend's `maxValueBytes` */
  inlineBytes?: number;
  /**
   * So much of a body is fetched and stored at the origin's pace, whether its caller reads or not, in bytes. Beyond it the origin feels the
   * caller's pace, and nobody else waits for that answer. @default 8_388_608
   */
  readAheadBytes?: number;
  /** The same limit for all bodies of all caches of this process together, as this cache observes it, in bytes. @default 67_108_864 */
  totalReadAheadBytes?: number;
  /** Send `Cache-Status` (RFC 9211), under this name if a string. @default false */
  cacheStatus?: boolean | string;
  onEvent?: (event: CacheEvent) => void;
  clock?: Clock;
  /** @deprecated requests-cache's old name of `staleIfError` */
  oldDataOnError?: boolean;
  /** @deprecated requests-cache's old name of `matchHeaders` */
  includeGetHeaders?: boolean;
}

/** A backend, or a function that makes one when it is first needed. */
export type BackendSource = Backend | ((options: { cacheName?: string }) => Awaitable<Backend>);
