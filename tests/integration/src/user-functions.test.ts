import type { CacheOptions, ResponseView } from "@rcache/core";
import { describe, expect, it } from "vitest";
import { settled } from "./gate.ts";
import { openStage } from "./stage.ts";
import { wholeSend } from "./whole-send.ts";

const broken = (): never => {
  throw new Error("user's own");
};

/** Not an async function, which would be refused at once: it may be compiled, or only sometimes wait. */
const late = (): Promise<never> => Promise.reject(new Error("too late"));

describe("filterFn", () => {
  it("G-187 keeps out what it rejects", async () => {
    await using stage = await openStage({ filterFn: (response) => response.header("X-Keep") === "yes" });
    stage.origin.answer("/yes", { headers: { "x-keep": "yes" }, body: "1" });
    stage.origin.answer("/no", { body: "1" });
    for (const path of ["/yes", "/yes", "/no", "/no"]) await stage.ask(path);
    expect([stage.asked("/yes"), stage.asked("/no")]).toEqual([1, 2]);
    expect((await stage.ask("/no")).cache).toMatchObject({ store: "filter" });
  });

  it("sees the whole body of an answer that comes chunked, as a computed expiry does", async () => {
    const pieces = async function* (text: string): AsyncGenerator<Uint8Array> {
      for (const piece of text.match(/.{1,7}/gs) ?? []) yield new TextEncoder().encode(piece);
    };
    const lengths: (number | undefined)[] = [];
    await using stage = await openStage({
      filterFn: ({ body }) => !new TextDecoder().decode(body).includes("error"),
      expireAfter: ({ body }) => {
        lengths.push(body?.length);
        return 60;
      },
    });
    const long = "x".repeat(100_000);
    stage.origin.answer("/bad", { body: pieces(`${long} an error`) }, { body: pieces(long) });
    expect((await stage.ask("/bad")).cache).toMatchObject({ kind: "miss", store: "filter" });
    expect((await stage.ask("/bad")).cache).toMatchObject({ kind: "miss", store: "rule" });
    expect((await stage.ask("/bad")).cache.kind).toBe("hit");
    expect(lengths).toEqual([100_009, 100_000]);
  });

  it("G-188 is asked about stored answers too: one it has come to reject is served a last time and removed", async () => {
    await using stage = await openStage();
    stage.origin.answer("/a", { body: "1" });
    await stage.ask("/a");
    stage.cache.settings.filterFn = () => false;
    expect((await stage.ask("/a")).cache.kind).toBe("hit");
    expect((await stage.ask("/a")).cache.kind).toBe("miss");
  });

  it("V19 is not asked about a 504 of the cache's own", async () => {
    const seen: ResponseView[] = [];
    await using stage = await openStage({ filterFn: (response) => seen.push(response) > 0 });
    await stage.ask("/a", { onlyIfCached: true });
    expect(seen).toEqual([]);
  });

  it("sees status, fields and, where it has been read, a body of its own to spoil", async () => {
    await using stage = await openStage({
      filterFn: (response, request) => {
        expect([response.status, response.bytes, request.method, request.header("ACCEPT")]).toEqual([
          200,
          5,
          "GET",
          "a/a",
        ]);
        response.body?.fill(0);
        return true;
      },
    });
    stage.origin.answer("/a", { body: "hello" });
    const request = stage.request("/a", { headers: [["accept", "a/a"]] });
    for (let i = 0; i < 3; i += 1)
      expect((await stage.ask(request, undefined, { send: wholeSend })).text).toBe("hello");
    expect(stage.eventsOf("user-function-failed")).toEqual([]);
  });
});

describe("keyFn", () => {
  it("G-059 makes the key, and undefined means the usual one", async () => {
    await using stage = await openStage({
      keyFn: ({ url }) =>
        url.includes("product") ? `product ${new URL(url).searchParams.get("id") ?? ""}` : undefined,
    });
    stage.origin.answer("/product", { body: "1" });
    stage.origin.answer("/other", { body: "1" });
    const { cache } = await stage.ask("/product?id=1&from=mail");
    expect(cache.key).toBe("key product 1");
    expect((await stage.ask("/product?from=search&id=1")).cache.kind).toBe("hit");
    expect((await stage.ask("/other")).cache.key).toBe(`GET ${stage.origin.url}/other`);
  });

  it("what it names together is invalidated together", async () => {
    await using stage = await openStage({ keyFn: ({ url }) => new URL(url).pathname });
    stage.origin.answer("/a", { body: "1" });
    await stage.ask("/a?x=1");
    await stage.ask(stage.request("/a?x=2", { method: "PUT" }));
    expect((await stage.ask("/a?x=1")).cache.kind).toBe("miss");
  });
});

describe("expireAfter as a function", () => {
  it("computes the expiry of each answer, and undefined is no opinion", async () => {
    await using stage = await openStage({
      expireAfter: (response) => {
        const life = response.header("x-life");
        return life === undefined ? undefined : life === "no" ? "do-not-cache" : Number(life);
      },
    });
    stage.origin.answer("/5", { headers: { "X-Life": "5" }, body: "1" });
    stage.origin.answer("/no", { headers: { "X-Life": "no" }, body: "1" });
    stage.origin.answer("/never", { body: "1" });
    expect((await stage.ask("/5")).cache.expires).toEqual(new Date(stage.clock.nowMs() + 5_000));
    expect((await stage.ask("/no")).cache).toMatchObject({ kind: "miss", store: "no-store" });
    expect((await stage.ask("/never")).cache.expires).toBeNull();
  });
});

describe("a user's function that throws", () => {
  it.each([
    ["filterFn", { filterFn: broken }],
    ["keyFn", { keyFn: broken }],
    ["expireAfter", { expireAfter: broken }],
    // The casts: what a program without types may do.
    ["keyFn", { keyFn: () => 7 as never }],
    ["expireAfter", { expireAfter: () => "tomorrow" as never }],
  ])("%s costs the caching, not the request, and is told", async (option, settings) => {
    await using stage = await openStage(settings);
    stage.origin.answer("/a", { body: "1" });
    const { status, text, cache } = await stage.ask("/a");
    expect([status, text, cache.fromCache]).toEqual([200, "1", false]);
    expect(stage.eventsOf("user-function-failed")).toMatchObject([{ option, url: stage.request("/a").url }]);
    await stage.cache.flush();
    expect(await stage.cache.with({ keyFn: () => undefined, filterFn: () => true }).count()).toBe(0);
  });

  it.each<[string, Partial<CacheOptions>]>([
    ["filterFn", { filterFn: late as never }],
    ["keyFn", { keyFn: late as never }],
    ["expireAfter", { expireAfter: late as never }],
  ])("%s that returns a promise is no answer, is told, and rejects for nobody", async (option, settings) => {
    await using stage = await openStage(settings);
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => void unhandled.push(reason);
    process.on("unhandledRejection", note);
    stage.origin.answer("/a", { body: "1" });
    expect((await stage.ask("/a")).text).toBe("1");
    expect((await stage.ask("/a")).cache.fromCache).toBe(false);
    await settled();
    process.off("unhandledRejection", note);
    expect(stage.eventsOf("user-function-failed")).toMatchObject([{ option }, { option }]);
    expect(unhandled).toEqual([]);
  });

  it("V29 the test of a URL pattern counts as no match, and is told once", async () => {
    await using stage = await openStage({
      rules: [{ url: { test: broken }, disabled: true }],
      expireAfter: 60,
    });
    stage.origin.answer("/a", { body: "1" });
    const { status, cache } = await stage.ask("/a");
    expect([status, cache]).toMatchObject([200, { kind: "miss", store: "rule" }]);
    expect(stage.eventsOf("user-function-failed")).toMatchObject([
      { option: "url", error: { message: "user's own" } },
    ]);
  });

  it("a listener that throws or rejects disturbs nobody", async () => {
    await using stage = await openStage({
      onEvent: async () => {
        throw new Error("asynchronous");
      },
    });
    stage.cache.on("served", broken);
    const heard: string[] = [];
    stage.cache.on("served", ({ outcome }) => heard.push(outcome.kind));
    stage.origin.answer("/a", { body: "1" });
    await stage.ask("/a");
    await stage.ask("/a");
    expect(heard).toEqual(["miss", "hit"]);
  });
});
