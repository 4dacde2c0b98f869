import { memoryBackend } from "@rcache/backend-memory";
import type { Backend } from "@rcache/core/backend";
import { describe, expect, it } from "vitest";
import { openStage } from "./stage.ts";

const SECOND_MS = 1_000;

/** A backend that counts what is written to it. */
function countingPuts(): { backend: Backend; puts(): number } {
  const backend = memoryBackend();
  let puts = 0;
  const put: Backend["put"] = (record, seen) => {
    puts += 1;
    return backend.put(record, seen);
  };
  return { backend: { ...backend, put }, puts: () => puts };
}

describe("a 304", () => {
  it("G-139, G-143, G-148 confirms the stored body, renews its fields and its expiry, and leaves its creation", async () => {
    await using stage = await openStage({ expireAfter: 60 });
    stage.origin.answer(
      "/a",
      {
        headers: {
          ETag: '"1"',
          "Last-Modified": "Thu, 01 Jan 2026 00:00:00 GMT",
          "X-Old": "1",
          "X-Kept": "1",
        },
        body: "body",
      },
      { status: 304, headers: { ETag: '"1"', "X-Old": "2", "Content-Length": "0" } },
    );
    const createdAt = new Date(stage.clock.nowMs());
    await stage.ask("/a");
    stage.clock.advance(61 * SECOND_MS);
    const confirmed = await stage.ask("/a");
    const expires = new Date(stage.clock.nowMs() + 60 * SECOND_MS);
    expect(confirmed.cache).toMatchObject({
      kind: "revalidated",
      fromCache: true,
      revalidated: true,
      createdAt,
      expires,
      isExpired: false,
    });
    expect([confirmed.status, confirmed.text]).toEqual([200, "body"]);
    expect([confirmed.field("x-old"), confirmed.field("x-kept"), confirmed.field("content-length")]).toEqual([
      "2",
      "1",
      "4",
    ]);
    expect(stage.origin.requests.at(-1)?.headers).toMatchObject({
      "if-none-match": '"1"',
      "if-modified-since": "Thu, 01 Jan 2026 00:00:00 GMT",
    });
    const after = await stage.ask("/a");
    expect(after.cache).toMatchObject({ kind: "hit", createdAt, expires });
    expect([after.text, after.field("x-old")]).toEqual(["body", "2"]);
  });

  it("G-142 that changes nothing is not written; one that renews the expiry is", async () => {
    const { backend, puts } = countingPuts();
    await using stage = await openStage({ backend, expireAfter: 60 });
    stage.origin.answer(
      "/a",
      { headers: { ETag: '"1"' }, body: "1" },
      { status: 304, headers: { ETag: '"1"' } },
    );
    await stage.ask("/a");
    expect((await stage.ask("/a", { refresh: true })).cache.kind).toBe("revalidated");
    expect(puts()).toBe(1);
    stage.clock.advance(SECOND_MS);
    await stage.ask("/a", { refresh: true });
    expect(puts()).toBe(2);
  });

  it("G-140 answered with 200 instead, the new answer takes its place", async () => {
    await using stage = await openStage({ expireAfter: 60 });
    stage.origin.answer(
      "/a",
      { headers: { ETag: '"1"' }, body: "1" },
      { headers: { ETag: '"2"' }, body: "2" },
    );
    await stage.ask("/a");
    stage.clock.advance(61 * SECOND_MS);
    const { cache, text } = await stage.ask("/a");
    expect([cache.kind, cache.fromCache, cache.reason, text]).toEqual(["miss", false, "stale", "2"]);
    expect((await stage.ask("/a")).text).toBe("2");
  });

  it("G-147, G-149 of a read-only cache is served and not written", async () => {
    const { backend, puts } = countingPuts();
    await using stage = await openStage({ backend, expireAfter: 60 });
    stage.origin.answer(
      "/a",
      { headers: { ETag: '"1"', "X-A": "1" }, body: "1" },
      { status: 304, headers: { "X-A": "2" } },
    );
    await stage.ask("/a");
    stage.clock.advance(61 * SECOND_MS);
    const { cache, field } = await stage.ask("/a", { readOnly: true });
    expect([cache.kind, cache.write, field("x-a")]).toEqual(["revalidated", "read-only", "2"]);
    expect(puts()).toBe(1);
    expect(fieldsOf((await stage.cache.get(`${stage.origin.url}/a`))?.headers)).toContain("1");
  });

  it("is judged by filterFn and expireAfter as the answer it confirms, not as a 304", async () => {
    const seen: unknown[] = [];
    await using stage = await openStage({
      filterFn: (response) => {
        seen.push([response.status, response.bytes, response.header("content-type")]);
        return response.status === 200;
      },
      expireAfter: (response) => (response.header("content-type") === "text/plain" ? 60 : 1),
    });
    stage.origin.answer(
      "/a",
      { headers: { ETag: '"1"', "Content-Type": "text/plain" }, body: "body" },
      { status: 304 },
    );
    await stage.ask("/a");
    const confirmed = await stage.ask("/a", { refresh: true });
    expect(confirmed.cache).toMatchObject({
      kind: "revalidated",
      expires: new Date(stage.clock.nowMs() + 60_000),
    });
    expect(await stage.cache.count()).toBe(1);
    expect(seen.every((view) => String(view) === "200,4,text/plain")).toBe(true);
  });

  it("F43 that nobody asked for is asked about once more without conditions, and passed on if it comes again", async () => {
    await using stage = await openStage({ expireAfter: 60 });
    stage.origin.answer("/odd", { status: 304 }, { body: "whole" });
    stage.origin.answer("/broken", { status: 304 });
    stage.origin.answer(
      "/tag",
      { headers: { ETag: '"1"' }, body: "1" },
      { status: 304, headers: { ETag: '"9"' } },
      { body: "2" },
    );
    expect((await stage.ask("/odd")).text).toBe("whole");
    expect((await stage.ask("/broken")).status).toBe(304);
    expect([stage.asked("/odd"), stage.asked("/broken")]).toEqual([2, 2]);
    await stage.ask("/tag");
    stage.clock.advance(61 * SECOND_MS);
    expect((await stage.ask("/tag")).text).toBe("2");
    expect(stage.origin.requests.slice(-2).map(({ headers }) => headers["if-none-match"])).toEqual([
      '"1"',
      undefined,
    ]);
  });

  it("G-155 the caller's own conditions are answered with 304 from the store, and handed on where there is none", async () => {
    await using stage = await openStage({ expireAfter: 60 });
    stage.origin.answer("/a", { headers: { ETag: '"1"' }, body: "1" });
    stage.origin.answer("/b", { status: 304 });
    const own = (path: string) => stage.request(path, { headers: [["if-none-match", '"1"']] });
    await stage.ask("/a");
    const short = await stage.ask(own("/a"));
    expect([short.status, short.text, short.cache.kind, short.field("etag")]).toEqual([
      304,
      "",
      "hit",
      '"1"',
    ]);
    const passed = await stage.ask(own("/b"));
    expect([passed.status, passed.cache.fromCache, stage.asked("/b")]).toEqual([304, false, 1]);
    expect(await stage.cache.count()).toBe(1);
  });
});

describe("asking although it is fresh", () => {
  it("G-132, G-133 refresh and alwaysRevalidate ask whether it changed", async () => {
    await using stage = await openStage();
    stage.origin.answer("/a", { headers: { ETag: '"1"' }, body: "1" }, { status: 304 });
    await stage.ask("/a");
    expect((await stage.ask("/a", { refresh: true })).cache).toMatchObject({ kind: "revalidated" });
    expect((await stage.ask("/a", { alwaysRevalidate: true })).cache).toMatchObject({ kind: "revalidated" });
    expect((await stage.ask("/a")).cache.kind).toBe("hit");
  });

  it("G-152 forceRefresh fetches it anew, without conditions, and replaces it", async () => {
    await using stage = await openStage();
    stage.origin.answer(
      "/a",
      { headers: { ETag: '"1"' }, body: "1" },
      { headers: { ETag: '"1"' }, body: "2" },
    );
    await stage.ask("/a");
    const { cache, text } = await stage.ask("/a", { forceRefresh: true });
    expect([cache.kind, cache.reason, text]).toEqual(["miss", "force-refresh", "2"]);
    expect(stage.origin.requests.at(-1)?.headers["if-none-match"]).toBeUndefined();
    expect((await stage.ask("/a")).text).toBe("2");
  });

  it.each([
    ["no-cache", "request-no-cache"],
    ["max-age=0", "request-max-age"],
    ["min-fresh=120", "request-min-fresh"],
  ])("a request with Cache-Control: %s asks", async (directive, reason) => {
    await using stage = await openStage({ expireAfter: 60 });
    stage.origin.answer("/a", { headers: { ETag: '"1"' }, body: "1" }, { body: "2" });
    await stage.ask("/a");
    const { cache } = await stage.ask(stage.request("/a", { headers: [["cache-control", directive]] }));
    expect([cache.kind, cache.reason]).toEqual(["miss", reason]);
  });

  it("G-105 a request with no-store is neither answered from the cache nor kept", async () => {
    await using stage = await openStage();
    stage.origin.answer("/a", { body: "1" });
    const request = stage.request("/a", { headers: [["cache-control", "no-store"]] });
    for (let i = 0; i < 2; i += 1)
      expect((await stage.ask(request)).cache).toMatchObject({ kind: "bypass", reason: "no-store" });
    expect(await stage.cache.count()).toBe(0);
  });

  it("F48 a clock that has gone back makes it ask", async () => {
    await using stage = await openStage({ expireAfter: 60 });
    stage.origin.answer("/a", { body: "1" }, { body: "2" });
    await stage.ask("/a");
    stage.clock.advance(-3_600 * SECOND_MS);
    expect((await stage.ask("/a")).cache).toMatchObject({ kind: "miss", reason: "clock-went-back" });
  });
});

function fieldsOf(headers: readonly (readonly [string, string])[] | undefined): readonly string[] {
  return (headers ?? []).filter(([name]) => name.toLowerCase() === "x-a").map(([, value]) => value);
}
