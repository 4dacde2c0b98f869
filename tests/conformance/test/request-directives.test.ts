import { memoryBackend } from "@rcache/backend-memory";
import { createCachedFetch } from "@rcache/fetch";
import { manualClock } from "@rcache/testkit";
import { describe, expect, it } from "vitest";
import { fieldLines } from "../src/message.ts";
import { type Answer, MODES, type Mode, ORIGIN, openStage, type Stage } from "../src/stage.ts";

const VALID = { "Cache-Control": "max-age=60", ETag: '"a"' };

/** How a request with such a Cache-Control is answered, so many seconds after an answer was stored. */
async function answeredWith(
  mode: Mode,
  after: number,
  directives: string,
  headers: Answer["headers"] = { "Cache-Control": "max-age=60" },
): Promise<string> {
  await using stage = openStage(mode);
  stage.origin("/a", { headers });
  await stage.ask("/a");
  stage.later(after);
  return (await stage.ask("/a", { headers: { "Cache-Control": directives } })).cache.kind;
}

describe.each(MODES)("directives of a request, %s", (mode) => {
  it.each([
    [10, "max-age=10", "hit"],
    [11, "max-age=10", "miss"],
    [0, "max-age=0", "miss"],
    [59, "max-age=3600", "hit"],
    [60, "max-age=3600", "miss"],
    [70, "max-age=3600, max-stale=20", "stale"],
    [70, "max-age=65, max-stale=20", "miss"],
  ])("§5.2.1.1 rule 107: after %i s, %s gives a %s", async (after, directives, kind) => {
    expect(await answeredWith(mode, after, directives)).toBe(kind);
  });

  it("§5.2.1.1 rule 107: what is too old is asked about, and stays where it is confirmed", async () => {
    await using stage = openStage(mode);
    stage.origin("/a", { headers: VALID }, { status: 304, headers: VALID });
    await stage.ask("/a");
    stage.later(10);
    const asking = { headers: { "Cache-Control": "max-age=5" } };
    expect(await stage.kinds("/a", asking, asking)).toEqual(["revalidated", "hit"]);
  });

  it.each([
    [50, "min-fresh=10", "hit"],
    [51, "min-fresh=10", "miss"],
    [0, "min-fresh=60", "hit"],
    [0, "min-fresh=61", "miss"],
    [60, "min-fresh=0", "miss"],
  ])("§5.2.1.3 rule 108: after %i s, %s gives a %s", async (after, directives, kind) => {
    expect(await answeredWith(mode, after, directives)).toBe(kind);
  });

  it.each([
    [70, "max-stale=10", "stale"],
    [71, "max-stale=10", "miss"],
    [100_000, "max-stale", "stale"],
    [30, "max-stale", "hit"],
    [60, "max-stale=0", "stale"],
  ])("§5.2.1.2 rule 109: after %i s, %s gives a %s", async (after, directives, kind) => {
    expect(await answeredWith(mode, after, directives)).toBe(kind);
  });

  it.each(["must-revalidate", "no-cache"])(
    "§5.2.1.2 rule 109: %s is stronger than max-stale",
    async (ban) => {
      const headers = { "Cache-Control": `max-age=60, ${ban}`, ETag: '"a"' };
      expect(await answeredWith(mode, 61, "max-stale", headers)).toBe("miss");
    },
  );

  it("§5.2.1.4 rule 110: no-cache asks with the stored validator, and the entry stays", async () => {
    await using stage = openStage(mode);
    stage.origin("/a", { headers: VALID }, { status: 304 });
    const asking = { headers: { "Cache-Control": "no-cache" } };
    expect(await stage.kinds("/a", {}, asking, {})).toEqual(["miss", "revalidated", "hit"]);
    expect(fieldLines(stage.sent[1]?.headers ?? [], "If-None-Match")).toEqual(['"a"']);
  });

  it("§5.2.1.4 rule 110: what no-cache brings is stored in place of the old", async () => {
    await using stage = openStage(mode);
    stage.origin("/a", { headers: VALID, body: "1" }, { headers: VALID, body: "2" });
    await stage.kinds("/a", {}, { headers: { "Cache-Control": "no-cache" } });
    const third = await stage.ask("/a");
    expect([third.cache.kind, third.text]).toEqual(["hit", "2"]);
  });

  it.each([
    [0, "only-if-cached", 200],
    [60, "only-if-cached", 504],
    [61, "only-if-cached, max-stale=10", 200],
    [80, "only-if-cached, max-stale=10", 504],
    [20, "only-if-cached, max-age=10", 504],
    [20, "only-if-cached, min-fresh=50", 504],
    [0, "only-if-cached, no-cache", 504],
  ])("§5.2.1.7 rule 111: after %i s, %s gives %i without the network", async (after, directives, status) => {
    await using stage = openStage(mode);
    stage.origin("/a", { headers: { "Cache-Control": "max-age=60" } });
    await stage.ask("/a");
    stage.later(after);
    const answer = await stage.ask("/a", { headers: { "Cache-Control": directives } });
    expect([answer.status, stage.asked("/a")]).toEqual([status, 1]);
  });

  it("§5.2.1.7 rule 111: where nothing is stored, only-if-cached gives 504", async () => {
    await using stage = openStage(mode);
    const answer = await stage.ask("/a", { headers: { "Cache-Control": "only-if-cached" } });
    expect([answer.status, answer.cache.kind, stage.sent.length]).toEqual([504, "refused", 0]);
  });

  it("§5.2.1.7 rule 111: a permission of the answer to be stale does not count for only-if-cached", async () => {
    await using stage = openStage(mode);
    const headers = { "Cache-Control": "max-age=60, stale-while-revalidate=600, stale-if-error=600" };
    stage.origin("/a", { headers });
    await stage.ask("/a");
    stage.later(61);
    const answer = await stage.ask("/a", { headers: { "Cache-Control": "only-if-cached" } });
    expect([answer.status, stage.asked("/a")]).toEqual([504, 1]);
  });

  it.each([
    [1, "max-age=abc", "miss"],
    [1, "max-age=-1", "miss"],
    [61, "max-stale=abc", "miss"],
    [61, "max-stale=-1", "miss"],
  ])("§5.2.1 rule 112: after %i s, %s is read strictly: a %s", async (after, directives, kind) => {
    expect(await answeredWith(mode, after, directives)).toBe(kind);
  });

  it.each([0, 30, 61])(
    "RFC 8246 §2 rule 113: %i s on, immutable in a request changes nothing",
    async (after) => {
      expect(await answeredWith(mode, after, "immutable")).toBe(after < 60 ? "hit" : "miss");
      expect(await answeredWith(mode, after, "immutable, max-age=0")).toBe("miss");
    },
  );
});

/** What cached fetch says after so many seconds in a cache mode, and how often the network was asked in all. */
async function inMode(mode: Mode, cache: RequestCache, after: number): Promise<readonly (string | number)[]> {
  const clock = manualClock();
  let asked = 0;
  await using fetch = createCachedFetch({
    backend: memoryBackend(),
    cacheControl: true,
    shared: mode === "shared",
    clock,
    fetch: async (_, init) => {
      asked += 1;
      if (new Headers(init?.headers).has("if-none-match")) return new Response(null, { status: 304 });
      return new Response(`body ${asked}`, { headers: { "Cache-Control": "max-age=60", ETag: '"a"' } });
    },
  });
  await (await fetch(`${ORIGIN}/a`)).text();
  clock.advance(after * 1_000);
  const second = await (await fetch(`${ORIGIN}/a`, { cache })).text();
  const askedBefore = asked;
  const third = await (await fetch(`${ORIGIN}/a`)).text();
  return [second, askedBefore, third];
}

describe.each(MODES)("fetch's cache modes, %s", (mode) => {
  it.each([
    ["default", 0, ["body 1", 1, "body 1"]],
    ["no-store", 0, ["body 2", 2, "body 1"]],
    ["reload", 0, ["body 2", 2, "body 2"]],
    ["no-cache", 0, ["body 1", 2, "body 1"]],
    ["force-cache", 61, ["body 1", 1, "body 1"]],
    ["only-if-cached", 61, ["body 1", 1, "body 1"]],
  ] as const)("Fetch §5.3 rule 114: %s after %i s: %o", async (cache, after, expected) => {
    expect(await inMode(mode, cache, after)).toEqual(expected);
  });

  it("Fetch §5.3 rule 114: with nothing stored force-cache asks, and only-if-cached fails", async () => {
    let asked = 0;
    await using fetch = createCachedFetch({
      backend: memoryBackend(),
      cacheControl: true,
      shared: mode === "shared",
      fetch: async () => {
        asked += 1;
        return new Response("new", { headers: { "Cache-Control": "max-age=60" } });
      },
    });
    await expect(fetch(`${ORIGIN}/a`, { cache: "only-if-cached" })).rejects.toThrow(TypeError);
    expect(asked).toBe(0);
    expect(await (await fetch(`${ORIGIN}/a`, { cache: "force-cache" })).text()).toBe("new");
    expect(asked).toBe(1);
  });

  it("Fetch §5.3 rule 114: a caller's own condition is answered from what is fresh", async () => {
    await using stage: Stage = openStage(mode);
    stage.origin("/a", { headers: VALID });
    await stage.ask("/a");
    expect((await stage.ask("/a", { headers: { "If-None-Match": '"a"' } })).status).toBe(304);
    expect(stage.asked("/a")).toBe(1);
  });
});
