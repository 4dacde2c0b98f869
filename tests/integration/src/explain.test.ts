import type { RequestOptions } from "@rcache/core";
import { describe, expect, it } from "vitest";
import { openStage } from "./stage.ts";

describe("explain", () => {
  it("says what would happen and why, and sends nothing", async () => {
    await using stage = await openStage({ expireAfter: 60 });
    stage.origin.answer("/a", { headers: { ETag: '"1"' }, body: "1" });
    const url = stage.request("/a").url;
    const verdictOf = async (options?: RequestOptions) => (await stage.cache.explain(url, options)).verdict;
    expect(await verdictOf()).toMatchObject({ kind: "ask", reason: "uri-miss", section: "4" });
    expect(await verdictOf({ onlyIfCached: true })).toMatchObject({
      kind: "refuse",
      reason: "nothing-stored",
    });
    await stage.ask("/a");
    expect(await verdictOf()).toMatchObject({ kind: "use", reason: "fresh" });
    expect(await verdictOf({ refresh: true })).toMatchObject({ kind: "ask", reason: "refresh" });
    expect(await verdictOf({ disabled: true })).toMatchObject({ kind: "bypass", reason: "disabled" });
    stage.clock.advance(61_000);
    expect(await verdictOf()).toMatchObject({ kind: "ask", reason: "stale" });
    expect(await verdictOf({ staleWhileRevalidate: true })).toMatchObject({
      kind: "use",
      reason: "stale-while-revalidate",
    });
    expect(await verdictOf({ expireAfter: "do-not-cache" })).toMatchObject({
      kind: "bypass",
      reason: "do-not-cache",
    });
    expect(stage.asked("/a")).toBe(1);
    expect(stage.eventsOf("served")).toHaveLength(1);
  });

  it("agrees with what then happens", async () => {
    await using stage = await openStage({ expireAfter: 60 });
    stage.origin.answer("/a", { headers: { ETag: '"1"', Vary: "Accept" }, body: "1" });
    const requests = [
      stage.request("/a"),
      stage.request("/a", { headers: [["accept", "b/b"]] }),
      stage.request("/a", { headers: [["cache-control", "no-cache"]] }),
      stage.request("/a", { headers: [["cache-control", "no-store"]] }),
      stage.request("/a", { headers: [["range", "bytes=0-1"]] }),
      stage.request("/a", { method: "POST" }),
    ];
    for (const request of [...requests, ...requests]) {
      const { verdict } = await stage.cache.explain(request);
      const { cache } = await stage.ask(request);
      expect(verdict.reason).toBe(cache.reason);
      expect(verdict.kind).toBe(cache.fromCache ? "use" : cache.kind === "bypass" ? "bypass" : "ask");
      stage.clock.advance(20_000);
    }
  });

  it("reads as a text, with what decided and what would change it", async () => {
    await using stage = await openStage({ expireAfter: 60 });
    const text = String(await stage.cache.explain(stage.request("/a").url));
    expect(text).toContain(`GET ${stage.origin.url}/a would be sent to the origin: uri-miss`);
    expect(text).toContain("Decided by");
  });

  it("of a relative URL rejects", async () => {
    await using stage = await openStage();
    await expect(stage.cache.explain("/a")).rejects.toMatchObject({ code: "RCACHE_INVALID_REQUEST" });
  });
});
