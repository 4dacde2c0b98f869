import { describe, expect, it } from "vitest";
import { openStage } from "./stage.ts";

const TEXT = new TextEncoder();

describe("an origin whose entity tags have no quotes (RFC 9110 §8.8.3)", () => {
  it("confirms with its own tag what is stored: five questions are five requests", async () => {
    await using stage = await openStage({ expireAfter: 0 });
    const confirmation = { status: 304, headers: { ETag: "abc" } };
    stage.origin.answer("/a", { headers: { ETag: "abc" }, body: "1" }, confirmation);
    const kinds: string[] = [];
    for (let i = 0; i < 5; i += 1) kinds.push((await stage.ask("/a")).cache.kind);
    expect(kinds).toEqual(["miss", ...Array(4).fill("revalidated")]);
    const sent = stage.origin.requests.map(({ headers }) => headers["if-none-match"]);
    expect(sent).toEqual([undefined, ...Array(4).fill("abc")]);
  });
});

describe("an origin that answers 412 to a condition (RFC 9110 §15.5.13)", () => {
  it("is asked again without, and its caller never hears of it", async () => {
    await using stage = await openStage({ expireAfter: 0 });
    const whole = { headers: { ETag: '"1"' }, body: "1" };
    stage.origin.answer("/a", whole, { status: 412, body: "precondition failed" }, whole);
    await stage.ask("/a");
    expect(await stage.ask("/a")).toMatchObject({ status: 200, text: "1", cache: { kind: "miss" } });
    const sent = stage.origin.requests.map(({ headers }) => headers["if-none-match"]);
    expect(sent).toEqual([undefined, '"1"', undefined]);
  });

  it("to the caller's own condition, the answer is the caller's", async () => {
    await using stage = await openStage({ expireAfter: 0 });
    stage.origin.answer("/a", { headers: { ETag: '"1"' }, body: "1" }, { status: 412, body: "no" });
    await stage.ask("/a");
    const own = stage.request("/a", { headers: [["If-None-Match", '"9"']] });
    expect(await stage.ask(own)).toMatchObject({ status: 412, text: "no" });
    expect(stage.asked("/a")).toBe(2);
  });
});

describe("a refresh in the background", () => {
  it("RFC 9110 §13.1.2: of a POST sends no conditions", async () => {
    await using stage = await openStage({
      expireAfter: 60,
      staleWhileRevalidate: true,
      allowableMethods: ["POST"],
    });
    stage.origin.answer(
      "/a",
      { headers: { ETag: '"1"' }, body: "1" },
      { headers: { ETag: '"2"' }, body: "2" },
    );
    const post = stage.request("/a", { method: "POST", body: TEXT.encode("q") });
    await stage.ask(post);
    stage.clock.advance(120_000);
    expect((await stage.ask(post)).text).toBe("1");
    await stage.told("refreshed");
    expect((await stage.ask(post)).text).toBe("2");
    expect(stage.origin.requests.map(({ headers }) => headers["if-none-match"])).toEqual([
      undefined,
      undefined,
    ]);
  });

  it("RFC 9111 §4.3.1: asks about what is stored, not about what the caller has", async () => {
    await using stage = await openStage({ expireAfter: 60, staleWhileRevalidate: true });
    stage.origin.answer("/a", { headers: { ETag: '"1"' }, body: "1" });
    await stage.ask("/a");
    stage.clock.advance(120_000);
    await stage.ask(stage.request("/a", { headers: [["If-None-Match", '"mine"']] }));
    await stage.told("refreshed");
    expect(stage.origin.requests.map(({ headers }) => headers["if-none-match"])).toEqual([undefined, '"1"']);
  });
});

describe("a method whose answers are not cacheable", () => {
  it.each(["PUT", "PATCH", "DELETE"])(
    "RFC 9110 §9.3, RFC 9111 §4.4: header-led, a %s goes to the origin each time, and makes the stored GET unusable",
    async (method) => {
      await using stage = await openStage({
        cacheControl: true,
        allowableMethods: ["GET", "PUT", "PATCH", "DELETE"],
      });
      stage.origin.answer("/a", { headers: { "Cache-Control": "max-age=60" }, body: "1" });
      await stage.ask("/a");
      expect((await stage.ask("/a")).cache.kind).toBe("hit");
      const change = stage.request("/a", { method });
      for (let i = 0; i < 2; i += 1)
        expect((await stage.ask(change)).cache).toMatchObject({ kind: "bypass", reason: "method" });
      expect((await stage.ask("/a")).cache.kind).toBe("miss");
      expect(stage.asked("/a")).toBe(4);
      expect((await stage.cache.explain(change)).decidedBy).toContain("not cacheable");
    },
  );

  it("a GET that stands in for a DELETE is one", async () => {
    await using stage = await openStage({ expireAfter: 60 });
    stage.origin.answer("/a", { body: "1" });
    await stage.ask("/a");
    const change = stage.request("/a", { headers: [["X-HTTP-Method-Override", "DELETE"]] });
    for (let i = 0; i < 2; i += 1) expect((await stage.ask(change)).cache.kind).toBe("bypass");
    expect((await stage.ask("/a")).cache.kind).toBe("miss");
    expect((await stage.cache.explain(change)).decidedBy).toContain("method DELETE, which the request names");
  });
});

describe("an origin that is down", () => {
  it.each([
    ["refresh", { refresh: true }, []],
    ["Cache-Control: no-cache", {}, [["Cache-Control", "no-cache"]]],
  ] as const)(
    "RFC 9111 §5.2.1.4: %s is not answered with what is stored, unless staleIfError is set",
    async (_what, options, headers) => {
      await using stage = await openStage({ expireAfter: 60 });
      stage.origin.answer("/a", { body: "1" }, { fault: "reset" });
      await stage.ask("/a");
      const asked = stage.request("/a", { headers });
      await expect(stage.ask(asked, options)).rejects.toThrow();
      expect((await stage.ask(asked, { ...options, staleIfError: true })).text).toBe("1");
    },
  );
});
