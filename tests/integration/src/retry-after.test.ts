import { describe, expect, it } from "vitest";
import { openStage } from "./stage.ts";

describe("an origin that limits requests (RFC 9110 §10.2.3)", () => {
  it.each([429, 503])(
    "with a %i and Retry-After is asked once in that time, while the stale answer serves",
    async (status) => {
      await using stage = await openStage({ expireAfter: 60, staleIfError: true });
      const limited = { status, headers: { "Retry-After": "60" } };
      stage.origin.answer("/a", { body: "1" }, limited, { body: "2" });
      await stage.ask("/a");
      stage.clock.advance(120_000);
      const reasons: string[] = [];
      for (let i = 0; i < 5; i += 1) {
        const { cache, text } = await stage.ask("/a");
        reasons.push(`${cache.kind} ${cache.reason} ${text}`);
        stage.clock.advance(1_000);
      }
      expect(reasons).toEqual(["stale status 1", ...Array(4).fill("stale retry-after 1")]);
      expect(stage.asked("/a")).toBe(2);
      const explained = await stage.cache.explain(stage.request("/a"));
      expect(explained.verdict).toEqual({ kind: "use", reason: "retry-after", section: "RFC 9110 §10.2.3" });
      expect(explained.decidedBy).toContain("the origin, which said by Retry-After not to ask before");
      expect(explained.wouldChange).toEqual(["a request after that", "staleIfError: false"]);
      stage.clock.advance(55_000);
      expect((await stage.ask("/a")).text).toBe("2");
    },
  );

  it("that says a date is left alone until then, also by refreshes in the background", async () => {
    await using stage = await openStage({ expireAfter: 60, staleWhileRevalidate: true });
    const until = new Date(stage.clock.nowMs() + 300_000).toUTCString();
    stage.origin.answer(
      "/a",
      { body: "1" },
      { status: 503, headers: { "Retry-After": until } },
      { body: "2" },
    );
    await stage.ask("/a");
    stage.clock.advance(120_000);
    await stage.ask("/a");
    await stage.told("refresh-failed");
    stage.clock.advance(120_000);
    await stage.ask("/a");
    await stage.cache.flush();
    expect(stage.asked("/a")).toBe(2);
    stage.clock.advance(60_000);
    await stage.ask("/a");
    await stage.told("refreshed");
    expect((await stage.ask("/a")).text).toBe("2");
  });

  it("is asked for others, and for what nothing may stand in for", async () => {
    await using stage = await openStage({ expireAfter: 60 });
    stage.origin.answer("/a", { status: 429, headers: { "Retry-After": "60" } });
    for (let i = 0; i < 2; i += 1) expect((await stage.ask("/a")).status).toBe(429);
    expect(stage.asked("/a")).toBe(2);
  });
});
