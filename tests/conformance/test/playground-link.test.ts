import { memoryBackend } from "@rcache/backend-memory";
import type { Explanation } from "@rcache/core";
import type { Scenario } from "@rcache/core/playground";
import { type CachedFetchOptions, createCachedFetch } from "@rcache/fetch";
import { linkedBy, play } from "@rcache/playground";
import { manualClock, scriptedOrigin } from "@rcache/testkit";
import { describe, expect, it } from "vitest";
import { CASES, FRESH } from "../src/explain-cases.ts";
import { EXCHANGES, type ExplainedExchange, SECRET, STORED } from "../src/explained-exchanges.ts";
import { MODES } from "../src/stage.ts";

const PLAYGROUND = "https://docs.test/playground";

/** What `explain` says over the wire, and the link in it. */
async function explainedOverTheWire(
  given: ExplainedExchange,
): Promise<Explanation & { readonly playground: string }> {
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
