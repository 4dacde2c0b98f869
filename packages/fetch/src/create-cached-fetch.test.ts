import { type HttpCache, isRcacheError, RcacheError } from "@rcache/core";
import { describe, expect, it } from "vitest";
import {
  BYPASS,
  HIT,
  handledResponse,
  MISS,
  passingCache,
  REFUSED,
  scriptedCache,
} from "../test/handled-response.ts";
import { rejection } from "../test/rejection.ts";
import { createCachedFetch } from "./create-cached-fetch.ts";
import type { CachedFetchOptions, FetchLike } from "./fetch-types.ts";

const URL_A = "https://example.org/a";

describe("createCachedFetch", () => {
  it("asks the cache with next to nothing for a plain URL", async () => {
    const cache = scriptedCache(async () => handledResponse());
    const fetch = createCachedFetch({ cache });
    const response = await fetch(URL_A);
    expect(await response.text()).toBe("hello");
    expect([response.fromCache, response.cache]).toEqual([true, HIT]);
    expect(cache.calls).toEqual([
      { request: { method: "GET", url: URL_A, headers: [] }, options: undefined },
    ]);
  });

  it("takes a URL, a Request and an init", async () => {
    const cache = scriptedCache(async () => handledResponse());
    const fetch = createCachedFetch({ cache });
    await fetch(new URL(URL_A));
    await fetch(new Request(URL_A, { headers: { "x-a": "1" } }));
    await fetch(URL_A, { method: "post", body: "b", rcache: { expireAfter: "5m" } });
    const methods = cache.calls.map(({ request }) => request.method);
    expect(methods).toEqual(["GET", "GET", "POST"]);
    expect(cache.calls[1]?.request.headers).toContainEqual(["x-a", "1"]);
    expect(cache.calls[2]?.options).toEqual({ expireAfter: "5m" });
  });

  it("asks the wrapped fetch, and never sends its own options", async () => {
    const sent: (RequestInit | undefined)[] = [];
    const own: FetchLike = async (_input, init) => {
      sent.push(init);
      return new Response("from the origin");
    };
    const fetch = createCachedFetch({ cache: passingCache(), fetch: own });
    const response = await fetch(URL_A, { headers: { "x-a": "1" }, rcache: { refresh: true } });
    expect([response.fromCache, response.cache]).toEqual([false, MISS]);
    expect(await response.text()).toBe("from the origin");
    expect(sent[0]).not.toHaveProperty("rcache");
    expect(sent[0]?.headers).toEqual([["x-a", "1"]]);
  });

  it("makes lazy or real responses as it is told", async () => {
    const cache = scriptedCache(async () => handledResponse());
    const real = await createCachedFetch({ cache, lazyResponse: false })(URL_A);
    const lazy = await createCachedFetch({ cache, lazyResponse: true })(URL_A);
    // The platform's own getters refuse what only looks like a response.
    expect(Reflect.get(Response.prototype, "bodyUsed", real)).toBe(false);
    expect(() => Reflect.get(Response.prototype, "bodyUsed", lazy)).toThrow(TypeError);
  });

  it.each<[RequestCache, object]>([
    ["no-store", { expireAfter: "do-not-cache" }],
    ["reload", { forceRefresh: true }],
    ["no-cache", { refresh: true }],
    ["force-cache", { onlyIfCached: true, staleIfError: true }],
    ["only-if-cached", { onlyIfCached: true, staleIfError: true }],
  ])("translates the cache mode %s", async (mode, options) => {
    const cache = scriptedCache(async () => handledResponse());
    await createCachedFetch({ cache })(URL_A, { cache: mode });
    expect(cache.calls[0]?.options).toEqual(options);
  });

  it("takes the mode of a Request, and init's before it", async () => {
    const cache = scriptedCache(async () => handledResponse());
    const fetch = createCachedFetch({ cache });
    const request = new Request(URL_A, { cache: "reload" });
    await fetch(request);
    await fetch(request, { cache: "no-cache" });
    expect(cache.calls.map(({ options }) => options)).toEqual([{ forceRefresh: true }, { refresh: true }]);
  });

  it("force-cache: asks the network where nothing stored can be used", async () => {
    const cache = scriptedCache(async (_request, _send, options) =>
      handledResponse({ cache: options?.onlyIfCached === true ? REFUSED : MISS }),
    );
    const response = await createCachedFetch({ cache })(URL_A, {
      cache: "force-cache",
      rcache: { tags: ["a"] },
    });
    expect(response.cache).toBe(MISS);
    expect(cache.calls[1]?.options).toEqual({ tags: ["a"] });
  });

  it("only-if-cached: rejects as fetch does, while the option of that name gives the 504", async () => {
    const cache = scriptedCache(async () => handledResponse({ status: 504, cache: REFUSED }));
    const fetch = createCachedFetch({ cache });
    await expect(fetch(URL_A, { cache: "only-if-cached" })).rejects.toBeInstanceOf(TypeError);
    expect((await fetch(URL_A, { rcache: { onlyIfCached: true } })).status).toBe(504);
    expect((await fetch(URL_A, { cache: "only-if-cached", rcache: { onlyIfCached: true } })).status).toBe(
      504,
    );
  });

  it.each<[string, Parameters<typeof fetch>]>([
    ["a mode that does not exist", [URL_A, { cache: "sometimes" as RequestCache }]],
    ["a URL that is none", ["http://"]],
    ["a GET with a body", [URL_A, { body: "x" }]],
    ["a bad header", [URL_A, { headers: { "a b": "1" } }]],
  ])("rejects %s as the platform does", async (_case, call) => {
    const own = await rejection(async () => new Request(...call));
    const cache = scriptedCache(async () => {
      throw new RcacheError("RCACHE_INVALID_REQUEST", "no URL", { remedy: "Give one." });
    });
    const ours = await rejection(() => createCachedFetch({ cache })(...call));
    expect([own, ours]).toEqual([expect.any(TypeError), expect.any(TypeError)]);
    // A browser's message names the constructor that refused it.
    if (!("document" in globalThis)) expect(ours).toEqual(own);
  });

  it("rejects with the signal's reason, at once where it has fired", async () => {
    const cache = scriptedCache(async () => handledResponse());
    const fetch = createCachedFetch({ cache });
    expect(await rejection(() => fetch(URL_A, { signal: AbortSignal.abort("gone") }))).toBe("gone");
    expect(cache.calls).toEqual([]);
  });

  it("turns too many redirects into fetch's network error, and leaves other errors alone", async () => {
    const many = new RcacheError("RCACHE_TOO_MANY_REDIRECTS", "21", { remedy: "Fewer." });
    const other = new RcacheError("RCACHE_CLOSED", "closed", { remedy: "Open." });
    const failing = (error: unknown) =>
      createCachedFetch({ cache: scriptedCache(() => Promise.reject(error)) });
    const first = await rejection(() => failing(many)(URL_A));
    expect([first instanceof TypeError, (first as Error).cause]).toEqual([true, many]);
    expect(await rejection(() => failing(other)(URL_A, {}))).toBe(other);
  });

  it("leaves to the wrapped fetch what only the platform can do, and marks it as a bypass", async () => {
    const response = new Response("from the platform");
    const calls: unknown[][] = [];
    const own: FetchLike = async (...call) => {
      calls.push(call);
      return response;
    };
    const cache = scriptedCache(async (request, send) => ({
      ...(await send(request, { why: "bypass" })),
      cache: BYPASS,
    }));
    const fetch = createCachedFetch({ cache, fetch: own });
    const data = await fetch("data:,hello");
    expect([data, data.fromCache, data.cache.kind]).toEqual([response, false, "bypass"]);
    const checked = await fetch(URL_A, { integrity: "sha256-x", rcache: { tags: ["a"] } });
    expect(await checked.text()).toBe("from the platform");
    expect(calls).toEqual([
      ["data:,hello", undefined],
      [URL_A, { integrity: "sha256-x" }],
    ]);
    expect(cache.calls).toEqual([
      { request: { method: "GET", url: URL_A, headers: [] }, options: { tags: ["a"], disabled: true } },
    ]);
  });

  it("takes an answer whose status is hidden for a success, so that what it changed is invalidated", async () => {
    const opaque = Response.error();
    let seen = 0;
    const cache = scriptedCache(async (request, send) => {
      const reply = await send(request, { why: "bypass" });
      seen = reply.status;
      return { ...reply, cache: BYPASS };
    });
    const fetch = createCachedFetch({ cache, fetch: async () => opaque });
    expect(await fetch(URL_A, { method: "post", mode: "no-cors" })).toBe(opaque);
    expect([seen, cache.calls[0]?.request.method]).toEqual([200, "POST"]);
  });

  it("explains without using a Request up", async () => {
    const asked: unknown[] = [];
    // The cast: this test calls no other member.
    const cache = {
      handle: () => undefined,
      explain: async (request: unknown, options: unknown) => {
        asked.push([request, options]);
        return { verdict: { kind: "use", reason: "fresh" }, decidedBy: "", wouldChange: [] };
      },
    } as unknown as HttpCache;
    const fetch = createCachedFetch({ cache });
    const request = new Request(URL_A, { method: "POST", body: "b" });
    await fetch.explain(request, { cache: "reload" });
    expect(request.bodyUsed).toBe(false);
    expect(asked).toEqual([
      [
        expect.objectContaining({ method: "POST", url: URL_A, body: new TextEncoder().encode("b") }),
        { forceRefresh: true },
      ],
    ]);
  });

  it("has the wrapped fetch's own properties", () => {
    const preconnect = (): void => undefined;
    const own = Object.assign(async () => new Response(), { preconnect });
    const fetch = createCachedFetch({ cache: passingCache(), fetch: own });
    expect(fetch).toHaveProperty("preconnect", preconnect);
  });

  it("leaves a cache open that it was given", async () => {
    const cache = passingCache();
    const fetch = createCachedFetch({ cache });
    expect(fetch.cache).toBe(cache);
    await fetch.close();
    await fetch[Symbol.asyncDispose]();
    expect(cache.closed).toEqual([]);
  });

  it("may become the global fetch and still asks the one before it", async () => {
    const before = globalThis.fetch;
    const asked: string[] = [];
    globalThis.fetch = async (input) => {
      asked.push(String(input));
      return new Response("native");
    };
    try {
      const fetch = createCachedFetch({ cache: passingCache() });
      globalThis.fetch = fetch;
      expect(await (await globalThis.fetch(URL_A)).text()).toBe("native");
      expect(asked).toEqual([URL_A]);
    } finally {
      globalThis.fetch = before;
    }
  });

  it.each<[string, object | string | null, string]>([
    ["options that are none", [], "RCACHE_INVALID_OPTION"],
    ["a fetch that is none", { fetch: 5 }, "RCACHE_INVALID_OPTION"],
    ["a wrong lazyResponse", { lazyResponse: "yes" }, "RCACHE_INVALID_OPTION"],
    ["a cache that is none", { cache: {} }, "RCACHE_INVALID_OPTION"],
    ["null as a cache", { cache: null }, "RCACHE_INVALID_OPTION"],
    ["a setting beside a cache", { cache: passingCache(), expireAfter: 5 }, "RCACHE_UNKNOWN_OPTION"],
  ])("refuses %s", async (_case, options, code) => {
    // The cast: programs without types give such things.
    const error = await rejection(async () => createCachedFetch(options as CachedFetchOptions));
    expect(isRcacheError(error) && error.code).toBe(code);
  });
});
