import { memoryBackend } from "@rcache/backend-memory";
import { describe, expect, it } from "vitest";
import { openStage } from "./stage.ts";

const own = "cache-status";

describe("cacheStatus", () => {
  it("is off by default, and never stored", async () => {
    await using stage = await openStage();
    stage.origin.answer("/a", { body: "1" });
    await stage.ask("/a");
    expect((await stage.ask("/a")).field(own)).toBeUndefined();
    const telling = stage.another({
      backend: memoryBackend(),
      cacheStatus: true,
    });
    await stage.ask("/a", undefined, { cache: telling });
    expect(
      (await telling.get(stage.request("/a")))?.headers.map(([name]) => name.toLowerCase()),
    ).not.toContain(own);
  });

  it("rules 153, 155 to 157 says of each answer how it came about", async () => {
    await using stage = await openStage({ cacheStatus: "test", expireAfter: 60, staleIfError: true });
    stage.origin.answer("/a", { headers: { ETag: '"1"' }, body: "1" }, { status: 304 }, { fault: "reset" });
    stage.origin.answer("/404", { status: 404 });
    const said = async (...args: Parameters<typeof stage.ask>): Promise<string | undefined> =>
      (await stage.ask(...args)).field(own);
    expect(await said("/a")).toBe("test;fwd=uri-miss;ttl=60;stored;detail=uri-miss");
    expect(await said("/a")).toBe("test;hit;ttl=60;detail=fresh");
    stage.clock.advance(61_000);
    expect(await said("/a")).toMatch(/^test;fwd=stale;fwd-status=304;.*ttl=60/);
    stage.clock.advance(70_000);
    expect(await said("/a", { onlyIfCached: true })).toMatch(/^test;hit;ttl=-10;detail=offline-stale/);
    expect(await said("/a")).toMatch(/^test;fwd=stale;ttl=-10;detail=network/);
    expect(await said("/404")).toMatch(/^test;fwd=uri-miss;stored=\?0;detail=uri-miss/);
    expect(await said(stage.request("/404", { method: "POST" }))).toMatch(/^test;fwd=method/);
    expect(await said("/404", { disabled: true })).toMatch(/^test;fwd=bypass/);
  });

  it("a joined answer says collapsed", async () => {
    await using stage = await openStage({ cacheStatus: true });
    stage.origin.answer("/a", { body: "1" });
    const fields = await Promise.all([0, 1].map(async () => (await stage.ask("/a")).field(own)));
    expect(fields).toEqual([
      expect.stringMatching(/^rcache;fwd=uri-miss;stored/),
      expect.stringMatching(/^rcache;fwd=uri-miss;collapsed/),
    ]);
  });

  it("rule 154 stands after what was there, and rule 158 not on the cache's own 504", async () => {
    await using stage = await openStage({ cacheStatus: true });
    stage.origin.answer("/a", { headers: { "Cache-Status": "upstream; hit" }, body: "1" });
    await stage.ask("/a");
    expect((await stage.ask("/a")).field(own)).toMatch(/^upstream; hit, rcache;hit/);
    expect((await stage.ask("/none", { onlyIfCached: true })).field(own)).toBeUndefined();
  });
});
