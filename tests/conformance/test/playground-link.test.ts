import { memoryBackend } from "@rcache/backend-memory";
import type { Explanation } from "@rcache/core";
import type { Scenario } from "@rcache/core/playground";
import {
  type CachedFetchOptions,
  type CachedRequestInit,
  createCachedFetch,
  type ExplainedRequestInit,
} from "@rcache/fetch";
import { linkedBy, play } from "@rcache/playground";
import { manualClock, type ScriptedAnswer, scriptedOrigin } from "@rcache/testkit";
import { describe, expect, it } from "vitest";
import { CASES, FRESH } from "../src/explain-cases.ts";
import { MODES } from "../src/stage.ts";

const PLAYGROUND = "https://docs.test/playground";

/** Requests that are sent, then one that is explained. */
interface Exchange {
  readonly cache?: Omit<CachedFetchOptions, "cache" | "backend" | "clock">;
  readonly answers: readonly ScriptedAnswer[];
  readonly asked: readonly CachedRequestInit[];
  /** Behind the path. */
  readonly query?: string;
  readonly after?: number;
  readonly explained?: ExplainedRequestInit;
}

/** What `explain` says over the wire, and the link in it. */
async function explainedOverTheWire(given: Exchange): Promise<Explanation & { readonly playground: string }> {
  const { cache = {}, answers, asked, query = "", after = 0, explained = {} } = given;
  await using origin = await scriptedOrigin();
  origin.answer("/a", ...answers);
  const clock = manualClock();
  await using fetch = createCachedFetch({ ...cache, backend: memoryBackend(), clock } as CachedFetchOptions);
  const url = `${origin.url}/a${query}`;
  for (const init of asked) await (await fetch(url, init)).arrayBuffer();
  await fetch.cache.flush();
  clock.advance(after * 1_000);
  const { rcache } = explained;
  const explanation = await fetch.explain(url, {
    ...explained,
    rcache: { ...rcache, playground: PLAYGROUND },
  });
  const { playground = "" } = explanation;
  expect(`${explanation}`).toContain(playground);
  return { ...explanation, playground };
}

function scenarioOf(link: string): Scenario {
  const linked = linkedBy(new URL(link).hash);
  if (linked.kind !== "scenario") throw new Error(`the link leads to ${linked.kind}: ${link}`);
  return linked.scenario;
}

/** What the playground says of a link's last request. */
async function playedFrom(link: string): Promise<Explanation> {
  const played = (await play(scenarioOf(link))).at(-1);
  if (played === undefined) throw new Error("nothing was played");
  return played.explanation;
}

/** The key stands in some: it has another host, and another digest of who asks. */
const said = ({ verdict, decidedBy, wouldChange }: Explanation) => ({
  verdict,
  decidedBy: decidedBy.replace(/under .*?127\.0\.0\.1:\d+[^;]*/, "under its key"),
  wouldChange,
});

describe.each(MODES)("the link that explain() prints, %s", (mode) => {
  it.each(CASES)("opens the playground with the same verdict: %s", async (_what, given) => {
    const { response = FRESH, after = 0, request = {}, options = {}, isStored = true } = given;
    const { cacheControl = true, expireAfter, ...rcache } = options;
    const explanation = await explainedOverTheWire({
      cache: {
        cacheControl,
        ...(cacheControl && mode === "shared" ? { shared: true } : {}),
        ...(expireAfter === undefined ? {} : { expireAfter }),
      },
      answers: [{ headers: response, body: "a" }],
      asked: isStored ? [{}] : [],
      after,
      explained: { headers: request, rcache },
    });
    expect(said(await playedFrom(explanation.playground))).toEqual(said(explanation));
  });
});

const STORED = { headers: { "cache-control": "max-age=60", etag: '"a"' }, body: "0123456789" };
const SECRET = "s3cr3t-0f-alice";
const withToken = { headers: { authorization: `Bearer ${SECRET}` } };

const EXCHANGES: readonly (readonly [what: string, given: Exchange, verdict: string])[] = [
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

describe("the link that explain() prints", () => {
  it.each(EXCHANGES)(
    "opens the playground with the same verdict, and tells no secret: %s",
    async (_what, given, verdict) => {
      const explanation = await explainedOverTheWire(given);
      expect(`${explanation.verdict.kind} ${explanation.verdict.reason}`).toBe(verdict);
      expect((await playedFrom(explanation.playground)).verdict).toEqual(explanation.verdict);
      expect(decodeURIComponent(explanation.playground)).not.toContain(SECRET);
    },
  );

  it("names the settings that it cannot hold", async () => {
    const { playground } = await explainedOverTheWire({
      cache: { filterFn: () => true },
      answers: [STORED],
      asked: [{}],
    });
    expect(scenarioOf(playground).title).toBe("Without filterFn: a link cannot hold a function");
  });

  it("says why the last response was not stored, as the explanation does", async () => {
    const explanation = await explainedOverTheWire({
      cache: { cacheControl: true },
      answers: [{ headers: { "cache-control": "no-store, max-age=5" } }],
      asked: [{}],
    });
    expect(explanation.decidedBy).toContain("no-store, max-age=5");
    expect(said(await playedFrom(explanation.playground))).toEqual(said(explanation));
  });

  it("is there only where it is asked for, and where a scenario can hold what decided", async () => {
    await using origin = await scriptedOrigin();
    const fetch = createCachedFetch({ backend: memoryBackend(), autoClose: true });
    const url = `${origin.url}/a`;
    const plain = await fetch.explain(url);
    expect([plain.playground, `${plain}`.includes("#s=")]).toEqual([undefined, false]);
    await expect(fetch.explain(url, { rcache: { playground: "the playground" } })).rejects.toThrow(
      '"the playground" is not the URL of a playground',
    );
    await fetch.close();
    const closed = await fetch.explain(url, { rcache: { playground: PLAYGROUND } });
    expect([closed.verdict.reason, closed.playground]).toEqual(["closed", undefined]);
  });
});
