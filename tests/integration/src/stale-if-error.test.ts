import type { Send } from "@rcache/core";
import { describe, expect, it } from "vitest";
import { until } from "./gate.ts";
import { openStage } from "./stage.ts";

const MINUTE_MS = 60_000;

describe("staleIfError", () => {
  it("G-156, G-163 without it, the origin's failure is the caller's", async () => {
    await using stage = await openStage({ expireAfter: 60 });
    stage.origin.answer("/a", { body: "1" }, { fault: "reset" });
    await stage.ask("/a");
    stage.clock.advance(2 * MINUTE_MS);
    await expect(stage.ask("/a")).rejects.toMatchObject({ code: "ECONNRESET" });
    await expect(stage.ask("/a?other")).rejects.toMatchObject({ code: "ECONNRESET" });
    expect(await stage.cache.count()).toBe(1);
  });

  it("G-157, G-162 with it, the expired answer stands in, and says so", async () => {
    await using stage = await openStage({ expireAfter: 60, oldDataOnError: true });
    stage.origin.answer("/a", { body: "1" }, { fault: "reset" });
    await stage.ask("/a");
    stage.clock.advance(2 * MINUTE_MS);
    const { cache, text } = await stage.ask("/a");
    expect(cache).toMatchObject({ kind: "stale", reason: "network", fromCache: true, isExpired: true });
    expect(text).toBe("1");
    expect(stage.eventsOf("warning")).toMatchObject([{ code: "RCACHE_DEPRECATED" }]);
  });

  it("G-158 an error status counts as a failure too", async () => {
    await using stage = await openStage({ expireAfter: 60, staleIfError: true });
    stage.origin.answer("/a", { body: "1" }, { status: 500, body: "oops" }, { body: "2" });
    await stage.ask("/a");
    stage.clock.advance(2 * MINUTE_MS);
    const stale = await stage.ask("/a");
    expect([stale.cache.kind, stale.cache.reason, stale.status, stale.text]).toEqual([
      "stale",
      "status",
      200,
      "1",
    ]);
    expect((await stage.ask("/a")).text).toBe("2");
  });

  it("the body of the error is let go of, although nobody has begun to read it", async () => {
    await using stage = await openStage({ expireAfter: 60, staleIfError: true });
    stage.origin.answer("/a", { body: "1" });
    await stage.ask("/a");
    stage.clock.advance(2 * MINUTE_MS);
    let isLetGo = false;
    const send: Send = async ({ url }) => {
      const body = (async function* () {
        try {
          for (;;) yield new Uint8Array(1);
        } finally {
          isLetGo = true;
        }
      })();
      return { status: 500, url, headers: [], body, coding: "decoded" };
    };
    expect((await stage.ask("/a", undefined, { send })).text).toBe("1");
    await until(() => isLetGo, "the body is let go of");
  });

  it("G-159 but not one that is allowed", async () => {
    await using stage = await openStage({ expireAfter: 60, staleIfError: true, allowableCodes: [200, 500] });
    stage.origin.answer("/a", { body: "1" }, { status: 500, body: "oops" });
    await stage.ask("/a");
    stage.clock.advance(2 * MINUTE_MS);
    expect((await stage.ask("/a")).status).toBe(500);
    expect((await stage.ask("/a")).cache).toMatchObject({ kind: "hit" });
  });

  it("G-160, G-161 past its window the error is the caller's, and what is stored stays", async () => {
    await using stage = await openStage({ expireAfter: 60, staleIfError: 60 });
    stage.origin.answer("/a", { body: "1" }, { status: 500, body: "oops" });
    await stage.ask("/a");
    stage.clock.advance(2 * MINUTE_MS - 1);
    expect((await stage.ask("/a")).cache.kind).toBe("stale");
    stage.clock.advance(1);
    const late = await stage.ask("/a");
    expect([late.status, late.text, late.cache.kind]).toEqual([500, "oops", "miss"]);
    expect(await stage.cache.count()).toBe(1);
  });

  it("F39 a caller who aborts gets the abort, not a stale answer", async () => {
    await using stage = await openStage({ expireAfter: 60, staleIfError: true });
    stage.origin.answer("/a", { body: "1" }, { fault: "hang" });
    await stage.ask("/a");
    stage.clock.advance(2 * MINUTE_MS);
    const leaving = new AbortController();
    const asking = stage.ask(stage.request("/a", { signal: leaving.signal }));
    const reason = new Error("enough");
    leaving.abort(reason);
    await expect(asking).rejects.toBe(reason);
  });

  it("20 requests for one expired answer share the failure: one origin hit, twenty stale answers", async () => {
    await using stage = await openStage({ expireAfter: 60, staleIfError: true });
    stage.origin.answer("/reset", { body: "1" }, { fault: "reset" });
    stage.origin.answer("/500", { body: "1" }, { status: 500 });
    for (const path of ["/reset", "/500"]) await stage.ask(path);
    stage.clock.advance(2 * MINUTE_MS);
    for (const path of ["/reset", "/500"]) {
      const answers = await Promise.all(Array.from({ length: 20 }, () => stage.ask(path)));
      expect(answers.map(({ cache, text }) => [cache.kind, text])).toEqual(Array(20).fill(["stale", "1"]));
      expect(stage.asked(path)).toBe(2);
    }
  });

  it("a follower that may not be stale asks by itself and gets the error", async () => {
    await using stage = await openStage({ expireAfter: 60 });
    stage.origin.answer("/a", { body: "1" }, { status: 500, body: "first" }, { status: 500, body: "second" });
    await stage.ask("/a");
    stage.clock.advance(2 * MINUTE_MS);
    const answers = await Promise.all([stage.ask("/a", { staleIfError: true }), stage.ask("/a")]);
    expect(answers.map(({ status, text }) => [status, text])).toEqual([
      [200, "1"],
      [500, "second"],
    ]);
  });

  it("also on refresh and forceRefresh: what is stored stands in where the origin fails", async () => {
    await using stage = await openStage({ staleIfError: true });
    stage.origin.answer("/a", { headers: { ETag: '"1"' }, body: "1" }, { status: 503 });
    await stage.ask("/a");
    for (const options of [{ refresh: true }, { forceRefresh: true }]) {
      const { cache, text } = await stage.ask("/a", options);
      expect([cache.kind, cache.isExpired, text]).toEqual(["stale", false, "1"]);
    }
  });
});
