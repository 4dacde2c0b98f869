import { invalidOption, type RequestOptions } from "@rcache/core";

/** Defaults of a session's requests. */
export interface SessionOptions {
  /** Sent with every request that does not name them itself. */
  headers?: Headers | Record<string, string> | [string, string][];
  /** Added to the query of every request that does not name them itself. */
  params?: Record<string, string>;
  /** What relative URLs are relative to. */
  baseUrl?: string;
}

/** A session's own options, each there or undefined. */
export type GivenSessionOptions = { readonly [K in keyof SessionOptions]-?: SessionOptions[K] | undefined };

/** What one request may say: `fetch`'s init, the cache's options, and what saves writing, side by side. */
export type SessionRequestOptions = Omit<RequestInit, "method"> &
  RequestOptions & {
    /** Added to the URL's own query. */
    params?: Record<string, string | number | boolean> | URLSearchParams;
    /** Sent as JSON. */
    json?: unknown;
    /** Sent as a form, URL-encoded. */
    form?: Record<string, string>;
    /** Ends the request after so many milliseconds with a `TimeoutError`, also while the body arrives. */
    timeoutMs?: number;
  };

/** Every option of the cache, so that the rest is the wrapped fetch's, whatever its runtime knows. */
const CACHE_OPTIONS = {
  expireAfter: true,
  cacheControl: true,
  allowableCodes: true,
  allowableMethods: true,
  alwaysRevalidate: true,
  ignoredParameters: true,
  contentRootKey: true,
  matchHeaders: true,
  filterFn: true,
  keyFn: true,
  staleIfError: true,
  staleWhileRevalidate: true,
  onlyIfCached: true,
  readOnly: true,
  disabled: true,
  partitionBy: true,
  credentialNames: true,
  harmlessNames: true,
  replaySetCookie: true,
  keepExpired: true,
  earlyRefresh: true,
  noVarySearch: true,
  tags: true,
  maxBodyBytes: true,
  refresh: true,
  forceRefresh: true,
  waitUntil: true,
} as const satisfies Record<keyof RequestOptions, true>;

/** The cache's options among a request's, and the others; undefined counts as left out. */
export function splitRequestOptions(options: SessionRequestOptions): {
  readonly rcache: RequestOptions | undefined;
  readonly rest: Omit<SessionRequestOptions, keyof RequestOptions>;
} {
  let rcache: Record<string, unknown> | undefined;
  const rest: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined) continue;
    if (!Object.hasOwn(CACHE_OPTIONS, name)) rest[name] = value;
    else {
      rcache ??= {};
      rcache[name] = value;
    }
  }
  return { rcache, rest };
}

/**
 * Checks a session's own options; those of the cache and of fetch are checked where they go.
 *
 * @throws RcacheError `RCACHE_INVALID_OPTION`
 */
export function checkSessionOptions(options: GivenSessionOptions): void {
  const { headers, params, baseUrl } = options;
  if (headers !== undefined && (typeof headers !== "object" || headers === null)) {
    throw invalidOption("headers", headers, "Headers, a record of strings or a list of pairs");
  }
  if (params !== undefined && (typeof params !== "object" || params === null || Array.isArray(params))) {
    throw invalidOption("params", params, "a record of strings");
  }
  if (baseUrl !== undefined && !(typeof baseUrl === "string" && URL.canParse(baseUrl))) {
    throw invalidOption("baseUrl", baseUrl, "an absolute URL");
  }
}
