import { describe, expect, it } from "vitest";
import { openStage } from "./stage.ts";

const SECOND_MS = 1_000;

describe("expiry", () => {
  it("G-081, G-096 an answer is used until it expires, and fetched anew then", async () => {
    await using stage = await openStage({ expireAfter: 60 });
    stage.origin.answer("/a", { body: "1" }, { body: "2" });
    await stage.ask("/a");
    stage.clock.advance(60 * SECOND_MS - 1);
    expect((await stage.ask("/a")).cache.kind).toBe("hit");
    stage.clock.advance(1);
    const { cache, text } = await stage.ask("/a");
    expect([cache.kind, cache.reason, text]).toEqual(["miss", "stale", "2"]);
    expect((await stage.ask("/a")).text).toBe("2");
  });

  it("G-082, G-097 without a wish, and with -1, it never expires", async () => {
    await using stage = await openStage();
    stage.origin.answer("/a", { body: "1" });
    stage.origin.answer("/b", { body: "1" });
    await stage.ask("/a");
    await stage.ask("/b", { expireAfter: -1 });
    stage.clock.advance(100 * 365 * 86_400 * SECOND_MS);
    const { cache } = await stage.ask("/a");
    expect([cache.kind, cache.expires, cache.isExpired]).toEqual(["hit", null, false]);
    expect((await stage.ask("/b")).cache.kind).toBe("hit");
  });

  it("G-083, G-084 with 0, an answer is kept only where it can be validated", async () => {
    await using stage = await openStage({ expireAfter: 0 });
    stage.origin.answer("/bare", { body: "1" });
    stage.origin.answer("/tagged", { headers: { ETag: '"1"' }, body: "1" }, { status: 304 });
    expect((await stage.ask("/bare")).cache).toMatchObject({ store: "nothing-to-reuse" });
    expect((await stage.ask("/tagged")).cache).toMatchObject({ store: "validator-only", write: "pending" });
    expect((await stage.ask("/tagged")).cache.kind).toBe("revalidated");
    expect(stage.origin.requests.at(-1)?.headers["if-none-match"]).toBe('"1"');
    expect(await stage.cache.count()).toBe(1);
  });

  it("G-085 'do-not-cache' in the session, a rule or a request means neither read nor write", async () => {
    await using stage = await openStage({ rules: [{ url: /never/, expireAfter: "do-not-cache" }] });
    stage.origin.answer("/never", { body: "1" });
    stage.origin.answer("/once", { body: "1" });
    const never = stage.cache.with({ expireAfter: "do-not-cache", rules: [] });
    expect((await stage.ask("/never")).cache).toMatchObject({ kind: "bypass", reason: "do-not-cache" });
    expect((await stage.ask("/once", { expireAfter: "do-not-cache" })).cache.kind).toBe("bypass");
    expect((await stage.ask("/once", undefined, { cache: never })).cache.kind).toBe("bypass");
    expect(await stage.cache.count()).toBe(0);
  });

  it("G-119 the first rule that matches decides", async () => {
    await using stage = await openStage({
      urlsExpireAfter: [
        ["*/kept", "1h"],
        ["*", "do-not-cache"],
      ],
    });
    stage.origin.answer("/kept", { body: "1" });
    stage.origin.answer("/other", { body: "1" });
    for (const path of ["/kept", "/kept", "/other", "/other"]) await stage.ask(path);
    expect([stage.asked("/kept"), stage.asked("/other")]).toEqual([1, 2]);
  });
});
