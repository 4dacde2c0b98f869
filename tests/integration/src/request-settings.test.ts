import { type CacheRule, createHttpCache } from "@rcache/core";
import { keyValueBackend } from "@rcache/core/backend";
import { describe, expect, it } from "vitest";
import { gate } from "./gate.ts";
import { openStage } from "./stage.ts";

const MINUTE_MS = 60_000;

describe("onlyIfCached", () => {
  it("G-173, G-174, G-175 uses what is fresh, and answers 504 otherwise, without asking", async () => {
    await using stage = await openStage({ expireAfter: 60 });
    stage.origin.answer("/a", { body: "1" });
    const nothing = await stage.ask("/a", { onlyIfCached: true });
    expect([nothing.status, nothing.response.statusText, nothing.text]).toEqual([504, "Not Cached", ""]);
    expect(nothing.cache).toMatchObject({ kind: "refused", reason: "nothing-stored", fromCache: false });
    await stage.ask("/a");
    expect((await stage.ask("/a", { onlyIfCached: true })).cache.kind).toBe("hit");
    stage.clock.advance(2 * MINUTE_MS);
    const expired = await stage.ask("/a", { onlyIfCached: true });
    expect([expired.status, expired.cache.reason]).toEqual([504, "stored-is-stale"]);
    expect(stage.asked("/a")).toBe(1);
  });

  it("the request's own only-if-cached means the same", async () => {
    await using stage = await openStage();
    const request = stage.request("/a", { headers: [["cache-control", "only-if-cached"]] });
    expect((await stage.ask(request)).status).toBe(504);
    expect(stage.origin.requests).toEqual([]);
  });

  it("G-138, G-176, G-177 staleIfError permits an expired answer, and nothing is validated", async () => {
    await using stage = await openStage({ expireAfter: 60, staleIfError: true, alwaysRevalidate: true });
    stage.origin.answer("/a", { headers: { ETag: '"1"' }, body: "1" });
    await stage.ask("/a");
    expect((await stage.ask("/a", { onlyIfCached: true })).cache.kind).toBe("hit");
    stage.clock.advance(2 * MINUTE_MS);
    const { cache } = await stage.ask("/a", { onlyIfCached: true });
    expect([cache.kind, cache.reason, stage.asked("/a")]).toEqual(["stale", "offline-stale", 1]);
  });
});

describe("readOnly", () => {
  it("G-180, G-181, G-182 uses what is stored and stores nothing", async () => {
    await using stage = await openStage({ expireAfter: 60 });
    stage.origin.answer("/a", { body: "1" }, { body: "2" }, { body: "3" }, { body: "4" });
    stage.origin.answer("/b", { body: "1" });
    const readOnly = stage.cache.with({ readOnly: true });
    await stage.ask("/a");
    expect((await stage.ask("/a", undefined, { cache: readOnly })).cache.kind).toBe("hit");
    const miss = await stage.ask("/b", undefined, { cache: readOnly });
    expect([miss.cache.kind, miss.cache.write, miss.cache.key]).toEqual(["miss", "read-only", undefined]);
    expect((await stage.ask("/a", { forceRefresh: true }, { cache: readOnly })).text).toBe("2");
    expect((await stage.ask("/a", undefined, { cache: readOnly })).text).toBe("1");
    stage.clock.advance(2 * MINUTE_MS);
    expect((await stage.ask("/a", undefined, { cache: readOnly })).text).toBe("3");
    expect(await stage.cache.count()).toBe(1);
  });

  it("removes nothing either: neither what filterFn rejects nor what an unsafe request changed", async () => {
    await using stage = await openStage();
    stage.origin.answer("/a", { body: "1" });
    const readOnly = stage.cache.with({ readOnly: true, filterFn: () => false });
    await stage.ask("/a");
    await stage.ask("/a", undefined, { cache: readOnly });
    await stage.ask(stage.request("/a", { method: "POST" }), undefined, { cache: readOnly });
    await stage.cache.flush();
    expect((await stage.ask("/a")).cache.kind).toBe("hit");
  });
});

describe("disabled", () => {
  it("G-166 neither uses nor stores, and unsafe requests still invalidate", async () => {
    await using stage = await openStage();
    stage.origin.answer("/a", { body: "1" });
    stage.origin.answer("/b", { body: "1" });
    const off = { disabled: true };
    await stage.ask("/a");
    expect((await stage.ask("/a", off)).cache).toMatchObject({ kind: "bypass", reason: "disabled" });
    await stage.ask("/b", off);
    expect(await stage.cache.count()).toBe(1);
    await stage.ask(stage.request("/a", { method: "DELETE" }), off);
    expect(await stage.cache.count()).toBe(0);
  });
});

describe("one bag in three places", () => {
  it("the request beats the rule, the rule beats the session, and absent is not a value", async () => {
    const rules: readonly CacheRule[] = [{ url: /ruled/, expireAfter: 60 }];
    await using stage = await openStage({ expireAfter: 3_600, rules });
    stage.origin.answer("/ruled", { body: "1" });
    stage.origin.answer("/plain", { body: "1" });
    const lifeOf = async (path: string, options?: { expireAfter?: number }): Promise<number> => {
      const { cache } = await stage.ask(path, { ...options, forceRefresh: true });
      return ((cache.expires?.getTime() ?? 0) - stage.clock.nowMs()) / 1_000;
    };
    expect([
      await lifeOf("/plain"),
      await lifeOf("/ruled"),
      await lifeOf("/ruled", { expireAfter: 5 }),
    ]).toEqual([3_600, 60, 5]);
    // The cast: a program without types may pass undefined.
    expect(await lifeOf("/ruled", { expireAfter: undefined } as object)).toBe(60);
  });

  it("settings may be changed at run time, and a wrong value throws at once and changes nothing", async () => {
    await using stage = await openStage();
    stage.origin.answer("/a", { body: "1" });
    expect((await stage.ask("/a")).cache.expires).toBeNull();
    stage.cache.settings.expireAfter = "1h";
    expect((await stage.ask("/a", { forceRefresh: true })).cache.expires).toEqual(
      new Date(stage.clock.nowMs() + 3_600_000),
    );
    const wrong = (): void => {
      // The cast: what a program without types may assign.
      stage.cache.settings.expireAfter = "tomorrow" as never;
    };
    expect(wrong).toThrow(/RCACHE_INVALID_DURATION/);
    expect(stage.cache.settings.expireAfter).toBe("1h");
    stage.cache.settings.disabled = true;
    expect((await stage.ask("/a")).cache.kind).toBe("bypass");
    stage.cache.settings.disabled = false;
    expect((await stage.ask("/a")).cache.kind).toBe("hit");
    stage.cache.settings.rules = [{ url: "*/a", expireAfter: "do-not-cache" }];
    expect((await stage.ask("/a")).cache.kind).toBe("bypass");
  });

  it("settings that change while a request looks its answer up apply to the next for its URL", async () => {
    const held = new Map<string, Uint8Array>();
    let looking: Promise<void> | undefined;
    await using cache = createHttpCache({
      backend: keyValueBackend({
        get: async (key) => {
          await looking;
          return held.get(key);
        },
        set: (key, value) => void held.set(key, value),
        delete: (key) => void held.delete(key),
      }),
    });
    const ask = async (path: string): Promise<string> => {
      const url = `http://origin.test${path}`;
      const send = async () => ({ status: 200, url, headers: [], body: null, coding: "wire" }) as const;
      return (await cache.handle({ method: "GET", url, headers: [] }, send)).cache.kind;
    };
    await ask("/a");
    await cache.flush();
    const { opened, open } = gate();
    looking = opened;
    const under = ask("/a");
    cache.settings.disabled = true;
    expect(await ask("/b")).toBe("bypass");
    open();
    expect([await under, await ask("/a")]).toEqual(["hit", "bypass"]);
  });

  it("with() inherits what it does not name, and neither changes the other", async () => {
    await using stage = await openStage({ expireAfter: 60, tags: ["all"] });
    const child = stage.cache.with({ expireAfter: 5 });
    expect([child.settings.expireAfter, child.settings.tags]).toEqual([5, ["all"]]);
    child.settings.expireAfter = 7;
    expect(stage.cache.settings.expireAfter).toBe(60);
    // The cast: a program without types may pass undefined, which is no value.
    expect(stage.cache.with({ expireAfter: undefined } as object).settings.expireAfter).toBe(60);
    expect(() => stage.cache.with({ backend: 1 } as object)).toThrow(/RCACHE_UNKNOWN_OPTION/);
  });

  it.each([
    [{ expireAfterwards: 1 }, "RCACHE_UNKNOWN_OPTION"],
    [{ refresh: "yes" }, "RCACHE_INVALID_OPTION"],
    [{ expireAfter: "tomorrow" }, "RCACHE_INVALID_DURATION"],
    [{ waitUntil: 1 }, "RCACHE_INVALID_OPTION"],
    [{ maxBodyBytes: -1 }, "RCACHE_INVALID_OPTION"],
  ])("a request with %j rejects, and nothing is sent", async (options, code) => {
    await using stage = await openStage();
    await expect(stage.ask("/a", options as object)).rejects.toMatchObject({ code });
    expect(stage.origin.requests).toEqual([]);
  });

  it.each(["/relative", "", "http://"])("a request for %j rejects", async (url) => {
    await using stage = await openStage();
    await expect(stage.ask({ method: "GET", url, headers: [] })).rejects.toMatchObject({
      code: "RCACHE_INVALID_REQUEST",
    });
  });

  it("G-060, G-062 matchHeaders makes fields part of the key", async () => {
    await using stage = await openStage({ matchHeaders: ["Accept"] });
    stage.origin.answer("/a", { body: "1" });
    const kindOf = async (accept: string, other: string): Promise<string> =>
      (
        await stage.ask(
          stage.request("/a", {
            headers: [
              ["accept", accept],
              ["x-other", other],
            ],
          }),
        )
      ).cache.kind;
    expect([await kindOf("a/a", "1"), await kindOf("a/a", "2"), await kindOf("b/b", "1")]).toEqual([
      "miss",
      "hit",
      "miss",
    ]);
  });

  it("maxBodyBytes passes larger bodies on and does not keep them", async () => {
    await using stage = await openStage({ maxBodyBytes: 4 });
    stage.origin.answer("/small", { body: "1234" });
    stage.origin.answer("/large", { body: "12345" });
    for (const path of ["/small", "/large"]) for (let i = 0; i < 2; i += 1) await stage.ask(path);
    expect([stage.asked("/small"), stage.asked("/large")]).toEqual([1, 2]);
    expect((await stage.ask("/large")).text).toBe("12345");
    expect(stage.eventsOf("store-abandoned").map(({ write }) => write)).toEqual(Array(3).fill("too-large"));
  });
});
