import type { CachedFetchOptions, CachedRequestInit, ExplainedRequestInit } from "@rcache/fetch";
import type { ScriptedAnswer } from "@rcache/testkit";

/** Requests that are sent, then one that is explained. */
export interface ExplainedExchange {
  readonly cache?: Omit<CachedFetchOptions, "cache" | "backend" | "clock">;
  readonly answers: readonly ScriptedAnswer[];
  readonly asked: readonly CachedRequestInit[];
  /** Behind the path. */
  readonly query?: string;
  readonly after?: number;
  readonly explained?: ExplainedRequestInit;
}

/** Fresh for a minute, and with a validator. */
export const STORED = { headers: { "cache-control": "max-age=60", etag: '"a"' }, body: "0123456789" };
/** What no link may hold. */
export const SECRET = "s3cr3t-0f-alice";
const withToken = { headers: { authorization: `Bearer ${SECRET}` } };

/** Each with the verdict and its reason. */
export const EXCHANGES: readonly (readonly [what: string, given: ExplainedExchange, verdict: string])[] = [
  ["a user's own response", { answers: [STORED], asked: [withToken], explained: withToken }, "use fresh"],
  ["another user's response", { answers: [STORED], asked: [withToken] }, "ask uri-miss"],
  ["a token in the URL", { answers: [STORED], asked: [{}], query: `?page=2&api_key=${SECRET}` }, "use fresh"],
  [
    "a token in a header that is declared harmless",
    {
      cache: { harmlessNames: ["x-session-token"] },
      answers: [STORED],
      asked: [{}],
      explained: { headers: { "x-session-token": SECRET } },
    },
    "use fresh",
  ],
  [
    "credentials that all users share",
    { cache: { partitionBy: "nothing" }, answers: [STORED], asked: [{}], explained: withToken },
    "use fresh",
  ],
  [
    "a stored cookie",
    {
      cache: { replaySetCookie: true },
      answers: [{ ...STORED, headers: { ...STORED.headers, "set-cookie": `id=${SECRET}` } }],
      asked: [{}],
    },
    "use fresh",
  ],
  [
    "a secret in Location",
    {
      answers: [{ status: 302, headers: { location: `/b?token=${SECRET}`, "cache-control": "max-age=60" } }],
      asked: [{ redirect: "manual", ...withToken }],
      explained: { redirect: "manual", ...withToken },
    },
    "use fresh",
  ],
  [
    "a variant that matches",
    {
      answers: [{ ...STORED, headers: { ...STORED.headers, vary: "accept-language" } }],
      asked: [{ headers: { "accept-language": "de" } }, { headers: { "accept-language": "en" } }],
      explained: { headers: { "accept-language": "de" } },
    },
    "use fresh",
  ],
  [
    "variants that do not match",
    {
      answers: [{ ...STORED, headers: { ...STORED.headers, vary: "accept-language" } }],
      asked: [{ headers: { "accept-language": "de" } }, { headers: { "accept-language": "en" } }],
      explained: { headers: { "accept-language": "fr" } },
    },
    "ask vary-miss",
  ],
  [
    "variants by a secret",
    {
      cache: { partitionBy: "nothing" },
      answers: [{ ...STORED, headers: { ...STORED.headers, vary: "authorization" } }],
      asked: [withToken, { headers: { authorization: "Bearer another" } }],
      explained: { headers: { authorization: "Bearer third" } },
    },
    "ask vary-miss",
  ],
  [
    "a response that says no-store",
    { cache: { cacheControl: true }, answers: [{ headers: { "cache-control": "no-store" } }], asked: [{}] },
    "ask uri-miss",
  ],
  ["a status that is not stored", { answers: [{ status: 404 }], asked: [{}] }, "ask uri-miss"],
  [
    "Vary: *",
    { cache: { cacheControl: true }, answers: [{ headers: { vary: "*" } }], asked: [{}] },
    "ask uri-miss",
  ],
  [
    "a cookie in a shared cache",
    {
      cache: { cacheControl: true, shared: true },
      answers: [{ headers: { "set-cookie": `id=${SECRET}`, "cache-control": "max-age=60" } }],
      asked: [{}],
    },
    "ask uri-miss",
  ],
  [
    "an origin that asked for peace",
    {
      cache: { cacheControl: true, staleIfError: true },
      answers: [
        { headers: { "cache-control": "max-age=0", etag: '"a"' }, body: "a" },
        { status: 503, headers: { "retry-after": "120" } },
      ],
      asked: [{}, {}],
      after: 30,
    },
    "use retry-after",
  ],
  [
    "a POST",
    {
      cache: { allowableMethods: ["GET", "POST"] },
      answers: [STORED],
      asked: [{ method: "POST", body: SECRET }],
      explained: { method: "POST", body: SECRET },
    },
    "use fresh",
  ],
  ["a method that passes", { answers: [STORED], asked: [], explained: { method: "POST" } }, "bypass method"],
  ["a HEAD after a GET", { answers: [STORED], asked: [{}], explained: { method: "HEAD" } }, "use fresh"],
  [
    "a range of a stored part",
    {
      cache: { cacheControl: true },
      answers: [
        {
          status: 206,
          headers: { ...STORED.headers, "content-range": "bytes 0-4/10" },
          body: "01234",
        },
      ],
      asked: [{ headers: { range: "bytes=0-4" } }],
      explained: { headers: { range: "bytes=1-2" } },
    },
    "use fresh",
  ],
  [
    "the whole after a part",
    {
      cache: { cacheControl: true },
      answers: [
        { status: 206, headers: { ...STORED.headers, "content-range": "bytes 0-4/10" }, body: "01234" },
      ],
      asked: [{ headers: { range: "bytes=0-4" } }],
    },
    "ask partial",
  ],
  [
    "rules by URL, and a pattern that no link can hold",
    {
      cache: { rules: [{ url: /\/a/, expireAfter: new Date(Date.UTC(2026, 0, 2)), staleIfError: "1h" }] },
      answers: [STORED],
      asked: [{}],
      after: 86_500,
    },
    "ask stale",
  ],
  [
    "functions, which no link can hold",
    {
      cache: { keyFn: ({ url }) => `own ${url}`, filterFn: () => true, expireAfter: () => "1h" },
      answers: [STORED],
      asked: [{}],
      after: 10,
    },
    "use fresh",
  ],
  [
    "a URL that goes by another's stored response",
    {
      cache: { cacheControl: true, noVarySearch: true },
      answers: [{ ...STORED, headers: { ...STORED.headers, "no-vary-search": 'params=("utm")' } }],
      asked: [{}],
      query: "?q=1&utm=2",
    },
    "use fresh",
  ],
  [
    "a bypass by a setting",
    { cache: { expireAfter: "do-not-cache" }, answers: [STORED], asked: [] },
    "bypass do-not-cache",
  ],
];
