import type { CacheSettings, HttpCache, RequestOptions } from "@rcache/core";
import { createCachedFetch } from "./create-cached-fetch.ts";
import { INSPECT } from "./describe-response.ts";
import { backendLabel, describeSession } from "./describe-session.ts";
import type {
  CachedFetch,
  CachedFetchOptions,
  CachedResponse,
  FetchLike,
  FetchSpecific,
} from "./fetch-types.ts";
import { namedOptions } from "./named-options.ts";
import {
  checkSessionOptions,
  copiedOptions,
  type GivenSessionOptions,
  type SessionOptions,
  type SessionRequestOptions,
} from "./session-options.ts";
import { sessionRequest } from "./session-request.ts";

/** What a session was made of; the sessions derived from it share it. */
interface SessionParts {
  readonly keptIn: string;
  readonly fetchSpecific: FetchSpecific;
  readonly given: GivenSessionOptions;
  /** Made when somebody asks for it. */
  headers: Headers | undefined;
}

const PARTS: unique symbol = Symbol("parts");

/**
 * A cached `fetch` with defaults for its requests and a method for each HTTP verb, like requests-cache's `CachedSession`. The cache's
 * options stand beside fetch's own. You can subclass it: every verb calls `request`.
 */
export class CachedSession {
  /** The session's cache: its settings, its events, and what is stored. */
  readonly cache: HttpCache;
  /** The same cache as a `fetch` function, without the session's defaults. */
  readonly fetch: CachedFetch;
  /** @internal */
  declare readonly [PARTS]: SessionParts;

  /**
   * @param cacheName the backend's file, directory, namespace, database or table
   * @throws RcacheError for unknown or wrong options, as `createCachedFetch` does
   */
  constructor(cacheName: string, options?: CachedFetchOptions & SessionOptions);
  /** @throws RcacheError for unknown or wrong options, as `createCachedFetch` does */
  // Last: where neither fits, the compiler tells what is wrong with the options.
  constructor(options?: CachedFetchOptions & SessionOptions);
  constructor(
    nameOrOptions: string | (CachedFetchOptions & SessionOptions) = {},
    more?: CachedFetchOptions & SessionOptions,
  ) {
    const named = namedOptions(nameOrOptions, more);
    const { headers, params, baseUrl, ...options } = named;
    const given = { headers, params, baseUrl };
    checkSessionOptions(given);
    this.fetch = createCachedFetch(options);
    this.cache = this.fetch.cache;
    const { fetch, lazyResponse } = options;
    const fetchSpecific = {
      ...(fetch === undefined ? {} : { fetch }),
      ...(lazyResponse === undefined ? {} : { lazyResponse }),
    };
    const parts: SessionParts = { keptIn: backendLabel(options), fetchSpecific, given, headers: undefined };
    Object.defineProperty(this, PARTS, { value: parts });
    // Not a method: bundlers keep every class that has a computed name.
    Object.defineProperty(this, INSPECT, { value: this.toString });
  }

  /** Returns a session of this class (or of the subclass you call it on) that asks the origin with `fetch`. */
  static wrap<Session extends CachedSession>(
    this: new (
      options: CachedFetchOptions & SessionOptions,
    ) => Session,
    fetch: FetchLike,
    options: CachedFetchOptions & SessionOptions = {},
  ): Session {
    return new this({ ...options, fetch });
  }

  /**
   * Headers sent with every request that does not set them itself. You can change them at any time. If you passed a `Headers` object, this
   * is that object.
   */
  get headers(): Headers {
    const parts = this[PARTS];
    const { headers } = parts.given;
    parts.headers ??= headers instanceof Headers ? headers : new Headers(headers);
    return parts.headers;
  }

  /** The cache's settings. You can change them at any time. */
  get settings(): CacheSettings {
    return this.cache.settings;
  }

  /** The setting `expireAfter` of the cache. */
  get expireAfter(): CacheSettings["expireAfter"] {
    return this.cache.settings.expireAfter;
  }

  set expireAfter(value: CacheSettings["expireAfter"]) {
    // The cast: undefined is the default again, which the settings' type only knows as a name left out.
    (this.cache.settings as { expireAfter: unknown }).expireAfter = value;
  }

  /**
   * Sends a request with the session's defaults. The verbs are short forms of this.
   *
   * Rejects where fetch does, and with `RCACHE_INVALID_OPTION` for options that exclude each other.
   */
  async request(method: string, url: string | URL, options?: SessionRequestOptions): Promise<CachedResponse> {
    const { given, headers } = this[PARTS];
    const defaults = {
      headers: headers === undefined && given.headers === undefined ? undefined : this.headers,
      params: given.params,
      baseUrl: given.baseUrl,
    };
    return this.fetch(...sessionRequest(method, url, options, defaults));
  }

  /** Sends a `Request` as it is, without the session's defaults. */
  send(request: Request, options?: RequestOptions): Promise<CachedResponse> {
    return options === undefined ? this.fetch(request) : this.fetch(request, { rcache: options });
  }

  /** Sends a GET request. */
  get(url: string | URL, options?: SessionRequestOptions): Promise<CachedResponse> {
    return this.request("GET", url, options);
  }

  /** Sends a HEAD request. Does not follow redirects unless you set `redirect` (requests-cache: SES-31). */
  async head(url: string | URL, options?: SessionRequestOptions): Promise<CachedResponse> {
    const given = options === undefined ? {} : copiedOptions(options);
    return this.request("HEAD", url, { ...given, redirect: given.redirect ?? "manual" });
  }

  /** Sends an OPTIONS request. */
  options(url: string | URL, options?: SessionRequestOptions): Promise<CachedResponse> {
    return this.request("OPTIONS", url, options);
  }

  /** Sends a POST request. */
  post(url: string | URL, options?: SessionRequestOptions): Promise<CachedResponse> {
    return this.request("POST", url, options);
  }

  /** Sends a PUT request. */
  put(url: string | URL, options?: SessionRequestOptions): Promise<CachedResponse> {
    return this.request("PUT", url, options);
  }

  /** Sends a PATCH request. */
  patch(url: string | URL, options?: SessionRequestOptions): Promise<CachedResponse> {
    return this.request("PATCH", url, options);
  }

  /** Sends a DELETE request. To remove stored responses, use `cache.delete`. */
  delete(url: string | URL, options?: SessionRequestOptions): Promise<CachedResponse> {
    return this.request("DELETE", url, options);
  }

  /**
   * Calls `fn` with a copy of this session that bypasses the cache. Requests through this session still use it, also at the same time
   * (requests-cache: SES-37).
   */
  cacheDisabled<T>(fn: (session: CachedSession) => T): T {
    const cache = this.cache.with({ disabled: true });
    const fetch = createCachedFetch({ ...this[PARTS].fetchSpecific, cache });
    // The cast: an object with this session behind it and two properties of its own is one, subclass members included.
    return fn(Object.create(this, { cache: { value: cache }, fetch: { value: fetch } }) as CachedSession);
  }

  /** Closes the cache, if this session opened it. */
  close(): Promise<void> {
    return this.fetch.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** The class, where responses are stored, and the settings that differ from the defaults (requests-cache: SES-40). */
  toString(): string {
    return describeSession(this.constructor.name, this[PARTS].keptIn, this.cache.settings);
  }
}
