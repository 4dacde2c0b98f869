import type { HeaderList } from "@rcache/core";
import { httpSend } from "@rcache/testkit";
import { describe, expect, it } from "vitest";
import { openStage } from "./stage.ts";
import { wholeSend } from "./whole-send.ts";

const METHODS = ["GET", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"];
const JSON_TYPE: HeaderList = [["content-type", "application/json"]];

const json = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

describe("a first and a second request", () => {
  it("G-021 the second is answered from the cache, with the same status, fields and bytes", async () => {
    await using stage = await openStage();
    stage.origin.answer("/a", {
      status: 200,
      headers: { "Content-Type": "text/plain", "X-Twice": ["1", "2"] },
      body: "hello",
    });
    const first = await stage.ask("/a");
    const second = await stage.ask("/a");
    expect([first.cache.kind, second.cache.kind]).toEqual(["miss", "hit"]);
    expect([second.status, second.response.statusText, second.text]).toEqual([200, "OK", "hello"]);
    const endToEnd = (headers: HeaderList): HeaderList =>
      headers.filter(([name]) => name.toLowerCase() !== "connection");
    expect(endToEnd(second.response.headers)).toEqual(endToEnd(first.response.headers));
    expect(stage.asked("/a")).toBe(1);
  });

  it.each(METHODS)(
    "G-015 %s is cached where the method is allowed, its body being part of the key",
    async (method) => {
      await using stage = await openStage({ allowableMethods: METHODS });
      stage.origin.answer("/a", { body: "1" }, { body: "2" });
      const request = stage.request("/a", { method, headers: JSON_TYPE, body: json({ n: 1 }) });
      await stage.ask(request);
      const same = await stage.ask(stage.request("/a", { method, headers: JSON_TYPE, body: json({ n: 1 }) }));
      const other = await stage.ask(
        stage.request("/a", { method, headers: JSON_TYPE, body: json({ n: 2 }) }),
      );
      expect([same.cache.kind, same.text]).toEqual(["hit", "1"]);
      expect([other.cache.kind, other.text]).toEqual(["miss", "2"]);
    },
  );

  it("G-017 an ignored parameter does not tell requests apart", async () => {
    await using stage = await openStage({ ignoredParameters: ["nonce"] });
    stage.origin.answer("/a", { body: "1" });
    await stage.ask("/a?q=1&nonce=1");
    expect((await stage.ask("/a?nonce=2&q=1")).cache.kind).toBe("hit");
    expect((await stage.ask("/a?q=2&nonce=1")).cache.kind).toBe("miss");
  });

  it("G-024, G-026 an outcome says when it was stored, under which key, and until when", async () => {
    await using stage = await openStage({ expireAfter: 60 });
    stage.origin.answer("/a", { body: "1" });
    const first = await stage.ask("/a");
    const storedAt = stage.clock.nowMs();
    stage.clock.advance(10_000);
    const second = await stage.ask("/a");
    const key = `GET ${stage.origin.url}/a`;
    const common = {
      key,
      createdAt: new Date(storedAt),
      expires: new Date(storedAt + 60_000),
      isExpired: false,
    };
    expect(first.cache).toMatchObject({ ...common, kind: "miss", fromCache: false, store: "rule" });
    expect(second.cache).toMatchObject({ ...common, kind: "hit", fromCache: true, reason: "fresh" });
    expect(second.cache.isOlderThan?.(9)).toBe(true);
    expect(second.cache.isOlderThan?.(11)).toBe(false);
    expect(stage.cache.keyOf(`${stage.origin.url}/a`)).toBe(key);
  });

  it("G-025 an answer that is not kept has neither key nor expiry", async () => {
    await using stage = await openStage();
    stage.origin.answer("/gone", { status: 404, body: "no" });
    const { cache } = await stage.ask("/gone");
    expect(cache).toMatchObject({ kind: "miss", fromCache: false, store: "status" });
    expect([cache.key, cache.expires, cache.write]).toEqual([undefined, undefined, undefined]);
  });

  it("G-183, G-184 a status is kept only where it is allowed", async () => {
    await using stage = await openStage({ rules: [{ url: /kept/, allowableCodes: [200, 404] }] });
    stage.origin.answer("/lost", { status: 404, body: "no" });
    stage.origin.answer("/kept", { status: 404, body: "no" });
    for (const path of ["/lost", "/lost", "/kept", "/kept"]) await stage.ask(path);
    expect([stage.asked("/lost"), stage.asked("/kept")]).toEqual([2, 1]);
  });

  it("G-185 a method that is not allowed is neither answered from the cache nor kept", async () => {
    await using stage = await openStage();
    stage.origin.answer("/a", { body: "1" });
    for (let i = 0; i < 2; i += 1) {
      const { cache } = await stage.ask(stage.request("/a", { method: "OPTIONS" }));
      expect(cache).toMatchObject({ kind: "bypass", reason: "method", fromCache: false });
    }
    expect(await stage.cache.count()).toBe(0);
  });

  it("G-030 a body that can be read only once passes untouched", async () => {
    await using stage = await openStage({ allowableMethods: ["GET", "POST"] });
    const bodies: unknown[] = [];
    const send = async (request: { body?: unknown; url: string }) => {
      bodies.push(request.body);
      return { status: 200, url: request.url, headers: [], body: null, coding: "decoded" as const };
    };
    const request = stage.request("/a", { method: "POST", body: "streaming" });
    for (let i = 0; i < 2; i += 1) {
      const { cache } = await stage.ask(request, undefined, { send });
      expect(cache).toMatchObject({ kind: "bypass", reason: "body-unreadable" });
    }
    expect(bodies).toEqual(["streaming", "streaming"]);
  });

  it("G-034 two caches over one store share what it holds, each with settings of its own (V20)", async () => {
    await using stage = await openStage();
    const brief = stage.cache.with({ expireAfter: 1 });
    stage.origin.answer("/a", { body: "1" });
    stage.origin.answer("/b", { body: "1" });
    await stage.ask("/a");
    expect((await stage.ask("/a", undefined, { cache: brief })).cache.kind).toBe("hit");
    await stage.ask("/b", undefined, { cache: brief });
    stage.clock.advance(2_000);
    expect((await stage.ask("/b")).cache.kind).toBe("miss");
    expect((await stage.ask("/a")).cache.kind).toBe("hit");
    expect(stage.cache.settings.expireAfter).toBeUndefined();
  });

  it.each([
    ["whole", wholeSend],
    ["in chunks", httpSend],
  ])("what a caller does to a body that it was given %s changes nothing for others", async (_how, send) => {
    await using stage = await openStage();
    stage.origin.answer("/a", { body: "hello" });
    for (let i = 0; i < 3; i += 1) {
      const { body } = await stage.cache.handle(stage.request("/a"), send);
      if (body instanceof Uint8Array) body.fill(0);
      else if (body !== null) for await (const chunk of body) chunk.fill(0);
    }
    expect((await stage.ask("/a")).text).toBe("hello");
  });

  it("a fragment is no part of the key and is not sent", async () => {
    await using stage = await openStage();
    stage.origin.answer("/a", { body: "1" });
    await stage.ask("/a#one");
    const { cache, response } = await stage.ask("/a#two");
    expect([cache.kind, response.url]).toEqual(["hit", `${stage.origin.url}/a`]);
    expect(stage.origin.requests.map(({ path }) => path)).toEqual(["/a"]);
  });

  it("options never become fields on the wire (V4, V8)", async () => {
    await using stage = await openStage({ matchHeaders: true });
    stage.origin.answer("/a", { body: "1" });
    await stage.ask("/a", { expireAfter: 60, staleIfError: true });
    expect(new Set(Object.keys(stage.origin.requests[0]?.headers ?? {}))).toEqual(
      new Set(["host", "connection"]),
    );
    expect((await stage.ask("/a", { expireAfter: 10 })).cache.kind).toBe("hit");
  });
});
