import type { Backend } from "../contracts/backend.ts";
import type { Clock } from "../contracts/clock.ts";
import type { CacheEvent } from "../contracts/events.ts";
import type { Serializer } from "../contracts/serializer.ts";
import type { Awaitable, RequestView, ResponseView } from "../http/messages.ts";
import type { Duration, Expiration } from "./duration.ts";

/**
 * An expiration, or a function that computes one from the response. Returning `undefined` means "no opinion": the next setting decides.
 * The function returns its result synchronously.
 */
export type ExpireAfter =
  | Expiration
  | ((response: ResponseView, request: RequestView) => Expiration | undefined);

/**
 * Which URLs a rule applies to:
 *
 * - a glob such as `api.github.com/users/*`. It knows where the host ends: `a.com` never matches `a.com.evil.org`;
 * - a RegExp, searched for anywhere in the whole URL;
 * - an object with a `test(url)` method, such as a `URLPattern`.
 */
export type UrlPattern = string | RegExp | { test(url: string): boolean };

/**
 * The settings that decide what is stored and reused. You can give them for the whole cache, for some URLs (`rules`), or for one request. The
 * narrowest place that names a setting decides. A setting that is `undefined` counts as not given.
 */
export interface PolicySettings {
  /** How long a response is fresh. A number is seconds. @default never expires, with `cacheControl: false` */
  expireAfter?: ExpireAfter;
  /**
   * `false`: your settings decide what is stored and for how long, as in requests-cache. `true`: the HTTP headers decide, as RFC 9111 describes
   * for a private cache. @default false
   */
  cacheControl?: boolean;
  /** Which response statuses are stored. @default [200], with `cacheControl: false` */
  allowableCodes?: readonly number[];
  /**
   * Which request methods are stored and answered from the cache. With `cacheControl: true`, responses to PUT, PATCH, DELETE, CONNECT, OPTIONS and
   * TRACE are never stored, even if you name them (RFC 9110 §9.3). @default ['GET', 'HEAD']
   */
  allowableMethods?: readonly string[];
  /** Ask the origin before every use whether the stored response is still current, if it has an `ETag` or `Last-Modified`. @default false */
  alwaysRevalidate?: boolean;
  /**
   * Names of query parameters, headers and body fields that are left out of the key. Their values are not stored. Case does not matter.
   *
   * Well-known credentials (`Authorization`, `Cookie`, `X-API-Key`, `access_token` …) still separate users; to share responses across them, use
   * `harmlessNames`. @default []
   */
  ignoredParameters?: readonly string[];
  /** Apply `ignoredParameters` to a JSON body only inside this key, if the body has it. Needs `ignoredParameters`. */
  contentRootKey?: string;
  /** Make request headers part of the key. `true`: all of them; a list: those it names. @default false */
  matchHeaders?: boolean | readonly string[];
  /**
   * Return `false` to keep a response out of the cache. It is also called for stored responses, and removes those for which it returns `false`.
   * It returns a boolean, not a promise.
   */
  filterFn?: (response: ResponseView, request: RequestView) => boolean;
  /**
   * Return your own key to use instead of method and URL, or `undefined` for the usual key. Users stay separated whatever you return
   * (see `partitionBy`). It returns its result, not a promise.
   */
  keyFn?: (request: RequestView) => string | undefined;
  /**
   * Serve an expired response if the origin fails: it cannot be reached, answers with an error status, or your timeout ends. `true`: as long as the
   * response is stored (see `keepExpired`). A duration: up to so long after it expired.
   *
   * After a 429 or 503 with `Retry-After`, the expired response is served without asking the origin again until that time, at most for a day
   * (RFC 9110 §10.2.3). @default false
   */
  staleIfError?: boolean | Duration;
  /**
   * Serve an expired response at once and refresh it in the background. `true`: as long as the response is stored (see `keepExpired`). A duration:
   * up to so long after it expired. @default false
   */
  staleWhileRevalidate?: boolean | Duration;
  /** Never ask the origin. If nothing stored can be used, the response is a 504. @default false */
  onlyIfCached?: boolean;
  /** Use stored responses, but store nothing. @default false */
  readOnly?: boolean;
  /** Neither use nor store anything. Unsafe requests (such as POST) still invalidate what is stored for their URL. @default false */
  disabled?: boolean;
  /**
   * What separates one user's responses from another's. Only a digest of it is stored.
   *
   * - `'credentials'`: request headers and parameters whose name looks like a credential's or belongs to a well-known service.
   * - `{ headers, cookies, parameters }`: these names, and no others.
   * - A function: returns a text that says whose response it is, for what no header shows (a client certificate, the user of a page). It counts
   *   in addition to the credentials. `undefined` adds nothing. If it throws or returns anything but a text, that request is not cached.
   * - `'nothing'`: all users share everything.
   *
   * @default 'credentials'
   */
  partitionBy?:
    | "credentials"
    | "nothing"
    | { headers?: readonly string[]; cookies?: readonly string[]; parameters?: readonly string[] }
    | ((request: RequestView) => string | undefined);
  /**
   * More names of headers and parameters that carry a credential. Case does not matter. Applies where `partitionBy` goes by the look of names.
   * @default []
   */
  credentialNames?: readonly string[];
  /** Names that look like a credential's but do not separate users. A name that is also in `credentialNames` does. @default [] */
  harmlessNames?: readonly string[];
  /**
   * Include the stored `Set-Cookie` in responses from the cache, as requests-cache does. Whoever receives such a response receives the session of
   * the user who caused it. When `false`, only the original caller gets `Set-Cookie`, and it is not stored.
   * @default false; true with `partitionBy: 'nothing'`
   */
  replaySetCookie?: boolean;
  /**
   * How long an expired response stays in the store, so that it can be revalidated or served stale. A longer `staleIfError` or
   * `staleWhileRevalidate` extends it. @default '7d'
   */
  keepExpired?: Duration;
  /**
   * Refresh a frequently used response in the background before it expires, at a random moment in the last 30 seconds of its lifetime or in the
   * `window` you give. @default false
   */
  earlyRefresh?: boolean | { readonly window: Duration };
  /** Honour the `No-Vary-Search` response header. Needs `cacheControl: true`. @default false */
  noVarySearch?: boolean;
  /** Names by which you can find and delete the entry later. @default [] */
  tags?: readonly string[];
  /** Responses with a larger body reach the caller but are not stored. In bytes. @default no limit */
  maxBodyBytes?: number;
}

/** Settings for some URLs. For each setting, the first matching rule that names it decides. */
export interface CacheRule extends PolicySettings {
  /** The URLs it applies to. */
  url: UrlPattern | readonly UrlPattern[];
  /** Apply the rule to these request methods only. @default all */
  methods?: readonly string[];
}

/** The settings of a whole cache. You can change them at any time through `cache.settings`. */
export interface CacheSettings extends PolicySettings {
  /** Expirations by URL pattern: a short form of `rules` that only set `expireAfter`. They come after `rules`. */
  urlsExpireAfter?:
    | Readonly<Record<string, Expiration>>
    | ReadonlyMap<UrlPattern, Expiration>
    | readonly (readonly [UrlPattern, Expiration])[];
  /** Settings for some URLs. For each setting, the first matching rule that names it decides. */
  rules?: readonly CacheRule[];
}

/** The options of a single request. */
export interface RequestOptions extends PolicySettings {
  /**
   * Ask the origin whether the stored response is still current, even if it is fresh. If the origin fails, the request fails too, unless
   * `staleIfError` permits the stored response. @default false
   */
  refresh?: boolean;
  /**
   * Fetch a new response and store it. If the origin fails, the request fails too, unless `staleIfError` permits the stored response.
   * @default false
   */
  forceRefresh?: boolean;
  /** Receives background work such as a refresh, so that a worker stays alive until it is done: `(work) => ctx.waitUntil(work)`. */
  waitUntil?: (work: Promise<unknown>) => void;
}

/** The options of `createHttpCache`. */
export interface CacheOptions extends CacheSettings {
  /** Where responses are stored: a backend, or a function that creates one when it is first needed. */
  backend: BackendSource;
  /** The backend's file, directory, namespace, database or table. @default 'http_cache' */
  cacheName?: string;
  /** How entries are written. @default the backend's own */
  serializer?: Serializer;
  /** Act as a shared cache, between many users, as RFC 9111 defines it. Needs `cacheControl: true`. @default false */
  shared?: boolean;
  /**
   * Targeted cache-control fields such as `CDN-Cache-Control` that this cache obeys, in order of precedence (RFC 9213). Needs `shared: true`.
   * @default []
   */
  targetedFields?: readonly string[];
  /** Close the backend when the cache is closed. @default true where the cache opened the backend itself */
  autoClose?: boolean;
  /** What a failing backend does to a request. `'bypass'`: the request continues without the cache. `'throw'`: it rejects. @default 'bypass' */
  onBackendError?: "bypass" | "throw";
  /**
   * How long a request waits for the backend before it continues without the cache, in milliseconds. It cannot interrupt a synchronous call.
   * @default 1000
   */
  backendDeadlineMs?: number;
  /**
   * After this many `failures` in a row, the cache does not call the backend for `pauseMs` milliseconds. `false`: it always calls it.
   * @default { failures: 5, pauseMs: 10_000 }
   */
  circuitBreaker?: false | { readonly failures: number; readonly pauseMs: number };
  /**
   * Send one request to the origin when several equal requests run at the same time. `'across-processes'`: also when they run in several
   * processes that share a backend with leases. @default true
   */
  singleFlight?: boolean | "across-processes";
  /**
   * How long a request waits for an equal request's response to arrive completely before it asks the origin itself, in milliseconds. It
   * asks earlier if the body stops arriving for half a second, or if a body without `Content-Length` has not ended after 1.5 seconds.
   * @default 10_000
   */
  flightWaitMs?: number;
  /**
   * Bodies up to this size are stored in the entry's record, larger ones beside it. In bytes.
   * @default 65_536, at most the backend's `maxValueBytes`
   */
  inlineBytes?: number;
  /**
   * How much of a body is fetched and stored at the origin's pace, whether or not the caller reads it. In bytes. Beyond it, the caller's reading sets
   * the pace, and other requests no longer wait for this response. @default 8_388_608
   */
  readAheadBytes?: number;
  /**
   * When a caller stops reading in the middle of a body, this many bytes more are read, so that a body that is almost complete is stored. Many SDKs
   * stop at an end mark of their own. 0 stops at once. In bytes. @default 16_384
   */
  quickAbortBytes?: number;
  /** How long the rest of a body is read after its caller has stopped, in milliseconds. 0 stops at once. @default 200 */
  quickAbortMs?: number;
  /** The same limit for all bodies of all caches in this process together, applied by this cache. In bytes. @default 67_108_864 */
  totalReadAheadBytes?: number;
  /** Add a `Cache-Status` header (RFC 9211) to responses. A string is the name of the cache in it. @default false */
  cacheStatus?: boolean | string;
  /** Called with every event of the cache. To listen to one kind, use `cache.on(kind, listener)`. */
  onEvent?: (event: CacheEvent) => void;
  /** The source of time, for tests. @default the system clock */
  clock?: Clock;
  /** @deprecated requests-cache's old name for `staleIfError` */
  oldDataOnError?: boolean;
  /** @deprecated requests-cache's old name for `matchHeaders` */
  includeGetHeaders?: boolean;
}

/** A backend, or a function that makes one when it is first needed. */
export type BackendSource = Backend | ((options: { cacheName?: string }) => Awaitable<Backend>);
