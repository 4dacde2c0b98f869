import { invalidOption, RcacheError, type RequestOptions } from "@rcache/core";
import { type Parameters, queryPairs } from "./query-pairs.ts";

/** Defaults for the requests of a session. */
export interface SessionOptions {
  /** Headers sent with every request that does not set them itself. */
  headers?: Headers | Record<string, string> | [string, string][];
  /** Query parameters added to every request that does not set them itself. */
  params?: Parameters;
  /** The URL against which relative URLs are resolved. */
  baseUrl?: string;
}

/** A session's own options, each there or undefined. */
export type GivenSessionOptions = { readonly [K in keyof SessionOptions]-?: SessionOptions[K] | undefined };

/** The options of one request: `fetch`'s init and the cache's options side by side, and short forms for common bodies. */
export type SessionRequestOptions = Omit<RequestInit, "method"> &
  RequestOptions & {
    /** Query parameters added to the URL. Values that are null or undefined are left out. */
    params?: Parameters;
    /** A body to send as JSON. */
    json?: unknown;
    /** A body to send as a URL-encoded form. Values that are null or undefined are left out. */
    form?: Parameters;
    /**
     * Ends the request after this many milliseconds, also while the body arrives. You get a stored response if `staleIfError` permits it,
     * otherwise a `TimeoutError`. A value of 2,147,483,648 (24 days) or more means no timeout.
     */
    timeoutMs?: number;
    /** Options that only the wrapped fetch knows. */
    init?: Readonly<Record<string, unknown>>;
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

/** What fetch takes in its standard, and what runtimes have added. */
const FETCH_OPTIONS: ReadonlySet<string> = new Set([
  ...[
    "body",
    "cache",
    "credentials",
    "duplex",
    "headers",
    "integrity",
    "keepalive",
    "mode",
    "priority",
    "redirect",
  ],
  ...[
    "referrer",
    "referrerPolicy",
    "signal",
    "window",
    "attributionReporting",
    "browsingTopics",
    "adAuctionHeaders",
  ],
  ...["privateToken", "targetAddressSpace", "sharedStorageWritable"],
  // Node; Cloudflare; Next.js; Bun; Deno.
  ...[
    "dispatcher",
    "cf",
    "fetcher",
    "next",
    "proxy",
    "tls",
    "unix",
    "verbose",
    "decompress",
    "protocol",
    "client",
  ],
]);
const OWN_OPTIONS = ["params", "json", "form", "timeoutMs", "init"] as const;

const KNOWN: readonly string[] = /* @__PURE__ */ knownOptions();

/** What requests, axios and others call it, and this does not. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  data: "Give `form`, `json` or `body`.",
  files: "Give a FormData as `body`.",
  auth: "Give an Authorization header.",
  cookies: "Give a Cookie header.",
  allow_redirects: "Give redirect: 'manual'.",
  stream: "Leave it out: a body arrives as it is read.",
  verify: "Give the wrapped fetch a dispatcher of its own.",
  cert: "Give the wrapped fetch a dispatcher of its own.",
  proxies: "Give the wrapped fetch a dispatcher of its own.",
  hooks: "Listen to the cache's events: session.cache.on(…).",
  method: "Call the method of its name, or session.request(method, url).",
  rcache: "The cache's options stand beside the others here.",
};

/**
 * The cache's options among a request's, and the others; undefined counts as left out.
 *
 * @throws RcacheError `RCACHE_UNKNOWN_OPTION`
 */
export function splitRequestOptions(options: SessionRequestOptions): {
  readonly rcache: RequestOptions | undefined;
  readonly rest: Omit<SessionRequestOptions, keyof RequestOptions>;
} {
  let rcache: Record<string, unknown> | undefined;
  const rest: Record<string, unknown> = {};
  for (const name of namesOf(options)) {
    const value = Reflect.get(options, name);
    const isOfCache = Object.hasOwn(CACHE_OPTIONS, name);
    if (!isOfCache && !isOfRequest(name)) throw unknownOption(name);
    if (value === undefined) continue;
    if (!isOfCache) rest[name] = value;
    else {
      rcache ??= {};
      rcache[name] = value;
    }
  }
  return { rcache, rest };
}

/** A plain object of the call's own that has each option of another, inherited ones and getters too. */
export function copiedOptions(options: SessionRequestOptions): SessionRequestOptions {
  return Object.fromEntries(namesOf(options).map((name) => [name, Reflect.get(options, name)]));
}

/** As fetch reads an `init`: each option that it has, own or inherited, field or getter, and what else can be listed. */
function namesOf(options: SessionRequestOptions): readonly string[] {
  if (typeof options !== "object" || options === null)
    throw invalidOption("options of the request", options, "an object such as { expireAfter: '1h' }");
  const names: string[] = [];
  for (const name in options) names.push(name);
  const prototype: unknown = Object.getPrototypeOf(options);
  if (prototype === Object.prototype || prototype === null) return names;
  // The getters of a class cannot be listed.
  return [...new Set([...names, ...KNOWN.filter((name) => Reflect.get(options, name) !== undefined)])];
}

function isOfRequest(name: string): boolean {
  return FETCH_OPTIONS.has(name) || OWN_OPTIONS.some((own) => own === name);
}

function unknownOption(name: string): RcacheError {
  const message = `a session's request has no option ${JSON.stringify(name)}`;
  if (Object.hasOwn(ELSEWHERE, name))
    return new RcacheError("RCACHE_UNKNOWN_OPTION", message, { remedy: ELSEWHERE[name] ?? "" });
  return new RcacheError("RCACHE_UNKNOWN_OPTION", message, {
    remedy: "Options that only the wrapped fetch knows go into `init`: { init: { … } }.",
    unknown: { name, known: KNOWN },
  });
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
  queryPairs(params, "params");
  if (baseUrl !== undefined && !(typeof baseUrl === "string" && URL.canParse(baseUrl))) {
    throw invalidOption("baseUrl", baseUrl, "an absolute URL");
  }
}

function knownOptions(): readonly string[] {
  return [...Object.keys(CACHE_OPTIONS), ...OWN_OPTIONS, ...FETCH_OPTIONS];
}
