import type { Send } from "@rcache/core";
import { httpSend } from "@rcache/testkit";
import { describe, expect, it } from "vitest";
import { gate, until } from "./gate.ts";
import { openStage } from "./stage.ts";

const MINUTE_MS = 60_000;

describe("staleWhileRevalidate", () => {
  it("G-168, G-171 answers at once, asks in the background with conditions, and the next answer is fresh", async () => {
    await using stage = await openStage({ expireAfter: 60, staleWhileRevalidate: true });
    const hold = gate();
    stage.origin.answer(
      "/a",
      { headers: { ETag: '"1"' }, body: "1" },
      { hold: hold.opened, headers: { ETag: '"2"' }, body: "22" },
    );
    await stage.ask("/a");
    stage.clock.advance(2 * MINUTE_MS);
    const stale = await stage.ask("/a");
    expect(stale.cache).toMatchObject({ kind: "stale", reason: "stale-while-revalidate", isExpired: true });
    expect(stale.text).toBe("1");
    hold.open();
    await stage.told("refreshed");
    const fresh = await stage.ask("/a");
    expect([fresh.cache.kind, fresh.text]).toEqual(["hit", "22"]);
    expect(stage.origin.requests.map(({ headers }) => headers["if-none-match"])).toEqual([undefined, '"1"']);
  });

  it("asks in the background about what is stored, not about the caller's own copy", async () => {
    await using stage = await openStage({ expireAfter: 60, staleWhileRevalidate: true });
    stage.origin.answer("/a", { headers: { ETag: '"1"' }, body: "1" });
    await stage.ask("/a");
    stage.clock.advance(2 * MINUTE_MS);
    await stage.ask(stage.request("/a", { headers: [["If-None-Match", '"mine"']] }));
    await stage.told("refreshed");
    expect(stage.origin.requests.at(-1)?.headers["if-none-match"]).toBe('"1"');
  });

  it("G-169 outside its window the caller waits for the origin", async () => {
    await using stage = await openStage({ expireAfter: 60, staleWhileRevalidate: 60 });
    stage.origin.answer("/a", { body: "1" }, { body: "2" });
    await stage.ask("/a");
    stage.clock.advance(2 * MINUTE_MS);
    expect((await stage.ask("/a")).cache).toMatchObject({ kind: "miss", reason: "stale" });
  });

  it("G-172, V10 20 requests for one expired answer make one background request", async () => {
    await using stage = await openStage({ expireAfter: 60, staleWhileRevalidate: true });
    const hold = gate();
    stage.origin.answer("/a", { headers: { ETag: '"1"' }, body: "1" }, { hold: hold.opened, body: "22" });
    await stage.ask("/a");
    stage.clock.advance(2 * MINUTE_MS);
    const answers = await Promise.all(Array.from({ length: 20 }, () => stage.ask("/a")));
    expect(answers.map(({ cache }) => cache.kind)).toEqual(Array(20).fill("stale"));
    hold.open();
    await stage.told("refreshed");
    expect(stage.asked("/a")).toBe(2);
    expect(stage.eventsOf("refreshed")).toHaveLength(1);
  });

  it.each([
    ["a reset connection", { fault: "reset" }],
    ["an error status", { status: 503 }],
    ["a status that is not kept", { status: 404 }],
  ] as const)(
    "rule 104: after %s what is stored stays, and the next attempts wait longer each time",
    async (_what, failure) => {
      await using stage = await openStage({ expireAfter: 60, staleWhileRevalidate: true });
      stage.origin.answer("/a", { body: "1" }, failure);
      await stage.ask("/a");
      stage.clock.advance(2 * MINUTE_MS);
      await stage.ask("/a");
      await stage.told("refresh-failed");
      await stage.ask("/a");
      await stage.cache.flush();
      expect([stage.asked("/a"), (await stage.ask("/a")).text]).toEqual([2, "1"]);
      stage.clock.advance(1_000);
      await stage.ask("/a");
      await stage.told("refresh-failed", 2);
      stage.clock.advance(1_999);
      await stage.ask("/a");
      await stage.cache.flush();
      expect(stage.asked("/a")).toBe(3);
      stage.clock.advance(1);
      await stage.ask("/a");
      await stage.told("refresh-failed", 3);
      expect(stage.eventsOf("refreshed")).toEqual([]);
    },
  );

  it("a success ends the waiting", async () => {
    await using stage = await openStage({ expireAfter: 60, staleWhileRevalidate: true });
    stage.origin.answer("/a", { body: "1" }, { fault: "reset" }, { body: "2" }, { body: "3" });
    await stage.ask("/a");
    stage.clock.advance(2 * MINUTE_MS);
    await stage.ask("/a");
    await stage.told("refresh-failed");
    stage.clock.advance(1_000);
    await stage.ask("/a");
    await stage.told("refreshed");
    stage.clock.advance(2 * MINUTE_MS);
    expect((await stage.ask("/a")).text).toBe("2");
    await stage.told("refreshed", 2);
    expect((await stage.ask("/a")).text).toBe("3");
  });

  it("the caller's abort does not end the refresh, and waitUntil is given it", async () => {
    await using stage = await openStage({ expireAfter: 60, staleWhileRevalidate: true });
    const hold = gate();
    stage.origin.answer("/a", { body: "1" }, { hold: hold.opened, body: "22" });
    await stage.ask("/a");
    stage.clock.advance(2 * MINUTE_MS);
    const leaving = new AbortController();
    const kept: Promise<unknown>[] = [];
    await stage.ask(stage.request("/a", { signal: leaving.signal }), {
      waitUntil: (work) => kept.push(work),
    });
    leaving.abort(new Error("enough"));
    await until(() => stage.asked("/a") === 2, "the origin is asked");
    hold.open();
    await Promise.all(kept);
    expect(kept.length).toBeGreaterThan(0);
    expect((await stage.ask("/a")).text).toBe("22");
  });

  it("waitUntil that throws costs the request nothing", async () => {
    await using stage = await openStage({ expireAfter: 60, staleWhileRevalidate: true });
    stage.origin.answer("/a", { body: "1" }, { body: "2" });
    const waitUntil = (): void => {
      throw new TypeError("Illegal invocation");
    };
    expect((await stage.ask("/a", { waitUntil })).text).toBe("1");
    stage.clock.advance(2 * MINUTE_MS);
    expect((await stage.ask("/a", { waitUntil })).text).toBe("1");
    await stage.told("refreshed");
  });

  it("flush waits for a refresh that is under way", async () => {
    await using stage = await openStage({ expireAfter: 60, staleWhileRevalidate: true });
    const asked = gate();
    const answer = gate();
    stage.origin.answer("/a", { body: "1" }, { body: "2" });
    await stage.ask("/a");
    stage.clock.advance(2 * MINUTE_MS);
    const send: Send = async (request, context) => {
      asked.open();
      await answer.opened;
      return httpSend(request, context);
    };
    await stage.ask("/a", undefined, { send });
    await asked.opened;
    let isFlushed = false;
    const flushing = stage.cache.flush().then(() => {
      isFlushed = true;
    });
    await Promise.resolve();
    expect(isFlushed).toBe(false);
    answer.open();
    await flushing;
    expect((await stage.ask("/a")).text).toBe("2");
  });

  it("a request that has to ask joins the refresh that is under way", async () => {
    await using stage = await openStage({ expireAfter: 60, staleWhileRevalidate: true });
    const hold = gate();
    stage.origin.answer("/a", { headers: { ETag: '"1"' }, body: "1" }, { hold: hold.opened, body: "22" });
    await stage.ask("/a");
    stage.clock.advance(2 * MINUTE_MS);
    await stage.ask("/a");
    const joining = stage.ask("/a", { refresh: true });
    hold.open();
    const { cache, text } = await joining;
    expect([cache.kind, text, stage.asked("/a")]).toEqual(["joined", "22", 2]);
  });

  it("a refresh leaves the request's own fields and asks with the method of the request", async () => {
    await using stage = await openStage({ expireAfter: 60, staleWhileRevalidate: true });
    stage.origin.answer(
      "/a",
      { headers: { Vary: "Accept" }, body: "1" },
      { headers: { Vary: "Accept" }, body: "2" },
    );
    const request = stage.request("/a", { headers: [["accept", "text/plain"]] });
    await stage.ask(request);
    stage.clock.advance(2 * MINUTE_MS);
    await stage.ask(request);
    await stage.told("refreshed");
    expect(stage.origin.requests.at(-1)).toMatchObject({ method: "GET", headers: { accept: "text/plain" } });
    expect((await stage.ask(request)).text).toBe("2");
    expect(await stage.cache.count()).toBe(1);
  });
});

describe("earlyRefresh", () => {
  it("refreshes a hot answer in the background shortly before it expires", async () => {
    await using stage = await openStage({ expireAfter: 60, earlyRefresh: { window: 59 } });
    stage.origin.answer("/a", { body: "1" }, { body: "2" });
    await stage.ask("/a");
    stage.clock.advance(MINUTE_MS - 1);
    for (let i = 0; i < 200 && stage.asked("/a") < 2; i += 1) {
      expect((await stage.ask("/a")).cache.fromCache).toBe(true);
      await stage.cache.flush();
    }
    expect(stage.eventsOf("refreshed")).toHaveLength(1);
    expect((await stage.ask("/a")).text).toBe("2");
  });
});
