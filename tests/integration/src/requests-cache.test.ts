import type { HeaderList, RequestOptions } from "@rcache/core";
import { describe, expect, it } from "vitest";
import { openStage, type Stage } from "./stage.ts";

const to = (location: string) => ({ status: 302, headers: { Location: location } });
const withField = (name: string, value: string): { headers: HeaderList } => ({ headers: [[name, value]] });

describe("redirects, hop by hop", () => {
  it("POL-26 each hop has the expiry of its own URL's rule", async () => {
    await using stage = await openStage({ urlsExpireAfter: { "*/1": 10, "*/2": 60 } });
    stage.origin.answer("/1", to("/2"));
    stage.origin.answer("/2", { body: "end" });
    await stage.ask("/1");
    stage.clock.advance(11_000);
    await stage.ask("/1");
    expect([stage.asked("/1"), stage.asked("/2")]).toEqual([2, 1]);
  });

  it("RDR-02, RDR-03 the end is stored once, under its own URL, and nothing leads to it but the hops themselves", async () => {
    await using stage = await openStage();
    stage.origin.answer("/1", to("/2"));
    stage.origin.answer("/2", { body: "0123456789" });
    await stage.ask("/1");
    await stage.cache.flush();
    expect([await stage.cache.count(), await stage.cache.size()]).toEqual([2, 10]);
  });

  it("RDR-07, G-194 without its end a chain is fetched from where it breaks off", async () => {
    await using stage = await openStage();
    stage.origin.answer("/1", to("/2"));
    stage.origin.answer("/2", { body: "end" });
    await stage.ask("/1");
    expect(await stage.cache.delete({ urls: [`${stage.origin.url}/2`] })).toBe(1);
    const { text, cache } = await stage.ask("/1");
    expect([text, cache.fromCache, stage.asked("/1"), stage.asked("/2")]).toEqual(["end", false, 1, 2]);
  });

  it("G-195 what a hop said to the client's cookie jar is in the history, with replaySetCookie from the cache too", async () => {
    await using stage = await openStage({ replaySetCookie: true });
    stage.origin.answer("/1", { status: 302, headers: { Location: "/2", "Set-Cookie": "a=1; Path=/" } });
    stage.origin.answer("/2", { body: "end" });
    for (const kind of ["miss", "hit"]) {
      const { response, cache } = await stage.ask("/1");
      const [hop] = response.history ?? [];
      const cookie = hop?.headers.find(([name]) => name.toLowerCase() === "set-cookie");
      expect([cache.kind, cookie?.[1]]).toEqual([kind, "a=1; Path=/"]);
    }
  });

  it("VARY-09, G-068, G-069 the end varies on the fields of the request that reached it, and variants stand side by side", async () => {
    await using stage = await openStage();
    stage.origin.answer("/1", to("/2"));
    stage.origin.answer(
      "/2",
      { headers: { Vary: "X-A" }, body: "A" },
      { headers: { Vary: "X-A" }, body: "B" },
    );
    const seen: unknown[] = [];
    for (const value of ["a", "b", "a", "b"]) {
      const { text, cache } = await stage.ask(stage.request("/1", withField("X-A", value)));
      seen.push([text, cache.fromCache]);
    }
    expect(seen).toEqual([
      ["A", false],
      ["B", false],
      ["A", true],
      ["B", true],
    ]);
    expect([stage.asked("/1"), stage.asked("/2")]).toEqual([1, 2]);
  });

  it("PIPE-19, G-154 a validation that is answered with a redirect to what is cached is answered from there", async () => {
    await using stage = await openStage({ expireAfter: 60 });
    stage.origin.answer("/old", { headers: { ETag: '"1"' }, body: "old" }, to("/new"));
    stage.origin.answer("/new", { body: "new" });
    await stage.ask("/old", { expireAfter: 1 });
    await stage.ask("/new");
    stage.clock.advance(2_000);
    const { text, cache } = await stage.ask("/old");
    expect([text, cache.fromCache, cache.history.length, stage.asked("/new")]).toEqual(["new", false, 1, 1]);
  });
});

describe("matched headers beside Vary", () => {
  it.each<[string, RequestOptions]>([
    ["named ones", { matchHeaders: ["X-M"] }],
    ["all of them", { matchHeaders: true }],
  ])("VARY-10, G-077, G-078 %s and those of Vary count together", async (_which, options) => {
    await using stage = await openStage(options);
    stage.origin.answer("/a", { headers: { Vary: "X-V" }, body: "1" });
    const kind = async (m: string, v: string): Promise<string> => {
      const headers: HeaderList = [
        ["x-m", m],
        ["X-V", v],
      ];
      return (await stage.ask(stage.request("/a", { headers }))).cache.kind;
    };
    expect([await kind("1", "1"), await kind("2", "1"), await kind("1", "2")]).toEqual([
      "miss",
      "miss",
      "miss",
    ]);
    expect([await kind("1", "1"), await kind("2", "1"), await kind("1", "2")]).toEqual(["hit", "hit", "hit"]);
  });
});

describe("what a request's own directives do", () => {
  it("V5, V6, POL-30, PIPE-03 max-age limits the age of what is used, and is never how long it is kept", async () => {
    await using stage = await openStage({ expireAfter: 360 });
    stage.origin.answer("/a", { body: "1" });
    const asking = stage.request("/a", withField("Cache-Control", "max-age=60"));
    expect((await stage.ask(asking)).cache.expires).toEqual(new Date(stage.clock.nowMs() + 360_000));
    stage.clock.advance(61_000);
    expect((await stage.ask("/a")).cache.kind).toBe("hit");
    expect((await stage.ask(asking)).cache).toMatchObject({ kind: "miss", reason: "request-max-age" });
    expect(stage.origin.requests.map(({ headers }) => headers["cache-control"])).toEqual([
      "max-age=60",
      "max-age=60",
    ]);
  });

  it("POL-37, POL-38, PIPE-04 stale-if-error and stale-while-revalidate permit what the settings could, so long", async () => {
    await using stage = await openStage({ expireAfter: 10 });
    stage.origin.answer("/a", { body: "1" }, { status: 500, body: "down" });
    await stage.ask("/a");
    stage.clock.advance(20_000);
    const asked = (directive: string) =>
      stage.ask(stage.request("/a", withField("Cache-Control", directive)));
    expect((await asked("stale-if-error=30")).text).toBe("1");
    expect((await asked("stale-if-error=5")).text).toBe("down");
    expect((await asked("stale-while-revalidate=5")).text).toBe("down");
    expect((await asked("stale-while-revalidate=30")).text).toBe("1");
  });

  it("G-136 where the cache is switched off, no validator is sent", async () => {
    await using stage = await openStage({ expireAfter: 1 });
    stage.origin.answer("/a", { headers: { ETag: '"1"' }, body: "1" });
    await stage.ask("/a");
    stage.clock.advance(2_000);
    await stage.ask("/a", { disabled: true });
    expect(stage.origin.requests.map(({ headers }) => headers["if-none-match"])).toEqual([
      undefined,
      undefined,
    ]);
  });
});

describe("where an answer comes from", () => {
  it.each([
    [200, "nothing", false],
    [200, "fresh", true],
    [200, "expired", false],
    [304, "fresh", true],
    [304, "expired", true],
  ] as const)(
    "G-141 the origin says %i and what is stored is %s: from the cache, %s",
    async (status, stored, fromCache) => {
      await using stage = await openStage({ expireAfter: 10 });
      const whole = { headers: { ETag: '"1"' }, body: "1" };
      if (stored !== "nothing") await storedAt(stage, whole);
      stage.origin.answer(
        "/a",
        status === 304 ? { status, headers: { ETag: '"1"' } } : { ...whole, body: "2" },
      );
      if (stored === "expired") stage.clock.advance(11_000);
      const { cache, text } = await stage.ask("/a");
      expect([cache.fromCache, text]).toEqual([fromCache, fromCache ? "1" : "2"]);
    },
  );

  it("PIPE-18 what came from the origin and is not kept has no key and no expiry; what is kept has both", async () => {
    await using stage = await openStage({ expireAfter: 60 });
    stage.origin.answer("/404", { status: 404, body: "no" });
    stage.origin.answer("/200", { body: "1" });
    const { cache: passed } = await stage.ask("/404");
    expect([passed.fromCache, passed.isExpired, passed.revalidated]).toEqual([false, false, false]);
    expect([passed.key, passed.expires, passed.createdAt]).toEqual([undefined, undefined, undefined]);
    const { cache: kept } = await stage.ask("/200");
    expect([kept.fromCache, kept.key]).toEqual([false, `GET ${stage.origin.url}/200`]);
    expect([kept.expires?.getTime(), kept.createdAt?.getTime()]).toEqual([
      stage.clock.nowMs() + 60_000,
      stage.clock.nowMs(),
    ]);
  });

  it("G-170 with staleWhileRevalidate a request's own short expiry is stale first and fresh after", async () => {
    await using stage = await openStage({ staleWhileRevalidate: true });
    stage.origin.answer("/a", { body: "1" }, { body: "2" });
    await stage.ask("/a", { expireAfter: 1 });
    stage.clock.advance(1_100);
    const stale = await stage.ask("/a", { expireAfter: 1 });
    await stage.cache.flush();
    stage.clock.advance(200);
    const fresh = await stage.ask("/a", { expireAfter: 1 });
    expect([stale.cache.kind, stale.text, fresh.cache.kind, fresh.text]).toEqual(["stale", "1", "hit", "2"]);
  });
});

async function storedAt(stage: Stage, answer: Parameters<Stage["origin"]["answer"]>[1]): Promise<void> {
  stage.origin.answer("/a", answer);
  await stage.ask("/a");
  await stage.cache.flush();
}
