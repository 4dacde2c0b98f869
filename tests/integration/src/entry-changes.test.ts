import type { HttpRequest } from "@rcache/core";
import { describe, expect, it } from "vitest";
import { fill, pathsOf } from "./cache-contents.ts";
import { openStage } from "./stage.ts";
import { openStore, STORE_KINDS } from "./stores.ts";

describe.each(STORE_KINDS)("stored entries that are changed, in %s", (kind) => {
  it("CAC-12, G-211, G-212 resetExpiration() counts from now, for all or for some, and leaves creation alone", async () => {
    using store = openStore(kind);
    await using stage = await openStage({ backend: store.backend });
    await fill(stage, ["/a", "/b"], 10);
    const createdAt = new Date(stage.clock.nowMs());
    stage.clock.advance(20_000);
    expect(await stage.cache.resetExpiration("1h", { urls: [/a$/] })).toBe(1);
    expect(await pathsOf(stage, { expired: true })).toEqual(["/b"]);
    const { cache } = await stage.ask("/a");
    expect(cache).toMatchObject({
      kind: "hit",
      createdAt,
      expires: new Date(stage.clock.nowMs() + 3_600_000),
    });
    expect(await stage.cache.resetExpiration(-1)).toBe(2);
    expect((await stage.ask("/b")).cache.expires).toBeNull();
    expect(await stage.cache.resetExpiration(new Date(stage.clock.nowMs() - 1))).toBe(2);
    expect(await stage.cache.count({ expired: true })).toBe(2);
    await expect(stage.cache.resetExpiration("do-not-cache")).rejects.toMatchObject({
      code: "RCACHE_INVALID_OPTION",
    });
  });

  it("resetExpiration() and deleteExpired() work through more entries than go in one slice", async () => {
    using store = openStore(kind);
    await using stage = await openStage({ backend: store.backend });
    const body = new TextEncoder().encode("x");
    for (let i = 0; i < 1_200; i += 1) {
      const request = stage.request(`/${i}`);
      await stage.cache.put(
        request,
        { status: 200, url: request.url, headers: [], body, coding: "decoded" },
        { expireAfter: 10 },
      );
    }
    expect(await stage.cache.resetExpiration(20)).toBe(1_200);
    stage.clock.advance(15_000);
    expect(await stage.cache.count({ expired: true })).toBe(0);
    stage.clock.advance(15_000);
    let turns = 0;
    const turning = setInterval(() => {
      turns += 1;
    }, 0);
    expect(await stage.cache.deleteExpired()).toBe(1_200);
    clearInterval(turning);
    expect(turns).toBeGreaterThan(0);
    expect(await stage.cache.stats()).toMatchObject({ entries: 0, bytes: 0 });
  }, 60_000);

  it("CAC-11, G-208, G-209 recreateKeys() files entries under the keys of today's settings", async () => {
    using store = openStore(kind);
    await using stage = await openStage({ backend: store.backend });
    await fill(stage, ["/a?q=1&trace=7", "/b"]);
    expect(await stage.cache.recreateKeys()).toBe(0);
    stage.cache.settings.ignoredParameters = ["trace"];
    expect((await stage.ask("/a?q=1", { onlyIfCached: true })).status).toBe(504);
    expect(await stage.cache.recreateKeys()).toBe(1);
    const moved = await stage.ask("/a?trace=8&q=1", { onlyIfCached: true });
    expect([moved.cache.kind, moved.text]).toEqual(["hit", "/a?q=1&trace=7"]);
    expect([await stage.cache.count(), await stage.cache.recreateKeys()]).toEqual([2, 0]);
    stage.cache.settings.keyFn = ({ url }) => new URL(url).pathname;
    expect(await stage.cache.recreateKeys()).toBe(2);
    expect((await stage.ask("/a?anything", { onlyIfCached: true })).cache.kind).toBe("hit");
  });

  it("recreateKeys() keeps users apart", async () => {
    using store = openStore(kind);
    await using stage = await openStage({ backend: store.backend });
    stage.origin.answer("/me", { body: "a" }, { body: "b" });
    const request = (token: string, path = "/me?trace=1"): HttpRequest =>
      stage.request(path, { headers: [["authorization", token]] });
    for (const token of ["a", "b"]) await stage.ask(request(token));
    await stage.cache.flush();
    stage.cache.settings.ignoredParameters = ["trace"];
    expect(await stage.cache.recreateKeys()).toBe(2);
    const texts = [];
    for (const token of ["a", "b"])
      texts.push((await stage.ask(request(token, "/me"), { onlyIfCached: true })).text);
    expect(texts).toEqual(["a", "b"]);
    expect((await stage.ask("/me", { onlyIfCached: true })).status).toBe(504);
  });
});
