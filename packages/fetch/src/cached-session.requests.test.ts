import { describe, expect, it } from "vitest";
import { scriptedCache } from "../test/handled-response.ts";
import { sessionWith } from "../test/session-with.ts";
import { CachedSession } from "./cached-session.ts";
import type { CachedFetchOptions } from "./fetch-types.ts";
import type { SessionRequestOptions } from "./session-options.ts";

const URL_A = "https://example.org/a";

describe("a request of CachedSession", () => {
  it.each(["get", "head", "options", "post", "put", "patch", "delete"] as const)(
    "SES-29…33: asks with %s",
    async (verb) => {
      const { session, cache } = sessionWith();
      await session[verb](URL_A);
      expect(cache.calls[0]?.request.method).toBe(verb.toUpperCase());
    },
  );

  it("SES-31: head does not follow redirects unless it is told to", async () => {
    const { session, cache } = sessionWith();
    if (!("document" in globalThis)) await session.head(URL_A);
    await session.head(URL_A, { redirect: "follow" });
    const modes = cache.calls.map(({ request }) => request.redirect);
    expect(modes).toEqual("document" in globalThis ? ["follow"] : ["manual", "follow"]);
  });

  it.each(["get", "head"] as const)("%s reads options that are inherited, and getters", async (verb) => {
    class Base {
      get headers() {
        return { "x-a": "1" };
      }
      get expireAfter() {
        return 60;
      }
    }
    class Below {
      get referrer() {
        return "about:client";
      }
    }
    class Options extends Base {
      readonly redirect = "error";
      readonly init = Object.assign(Object.create({ proxy: "p" }), { inner: "own" });
      get params() {
        return { q: "1" };
      }
    }
    const { session, cache, sent } = sessionWith();
    await session[verb](URL_A, new Options());
    expect(cache.calls[0]).toMatchObject({
      request: { url: `${URL_A}?q=1`, headers: [["x-a", "1"]], redirect: "error" },
      options: { expireAfter: 60 },
    });
    expect(sent[0]).toMatchObject({ proxy: "p", inner: "own" });
    await session[verb](URL_A, { init: Object.assign(Object.create(new Below()), { inner: "own" }) });
    expect(sent[1]).toMatchObject({ inner: "own", referrer: "about:client" });
  });

  it("SES-29: a plain get asks with next to nothing", async () => {
    const { session, cache } = sessionWith();
    await session.get(URL_A);
    expect(cache.calls[0]).toEqual({
      request: { method: "GET", url: URL_A, headers: [] },
      options: undefined,
    });
  });

  it("SES-34: tells the cache's options from fetch's", async () => {
    const { session, cache, sent } = sessionWith();
    // The cast: what the runtime knows beyond the standard, and what a program without types gives.
    const beyond = { dispatcher: "own", staleIfError: undefined } as object;
    await session.get(URL_A, {
      expireAfter: 60,
      forceRefresh: true,
      keepalive: true,
      init: { agent: "below" },
      ...beyond,
    });
    expect(cache.calls[0]?.options).toEqual({ expireAfter: 60, forceRefresh: true });
    expect(sent[0]).toMatchObject({ keepalive: true, dispatcher: "own", agent: "below" });
    expect(sent[0]).not.toHaveProperty("expireAfter");
  });

  it("SES-29: adds parameters to the URL's own query", async () => {
    const { session, cache } = sessionWith({ params: { token: "t", page: "0" } });
    await session.get(`${URL_A}?q=1`, { params: { page: 2, deep: true } });
    await session.get(URL_A, {
      params: new URLSearchParams([
        ["a", "1"],
        ["a", "2"],
      ]),
    });
    expect(cache.calls.map(({ request }) => request.url)).toEqual([
      `${URL_A}?q=1&token=t&page=2&deep=true`,
      `${URL_A}?token=t&page=0&a=1&a=2`,
    ]);
  });

  it.each<[string, NonNullable<SessionRequestOptions["params"]>]>([
    ["a record", { a: "1", b: [2, null, true], c: null, d: undefined }],
    [
      "pairs",
      [
        ["a", 1],
        ["b", "2"],
        ["b", true],
        ["c", null],
      ],
    ],
    ["text", "?a=1&b=2&b=true"],
    ["URLSearchParams", new URLSearchParams("a=1&b=2&b=true")],
    ["a Map", new Map([["a", "1"]])],
  ])("SES-29: takes parameters as %s, and leaves out what is null", async (kind, params) => {
    const { session, cache } = sessionWith();
    await session.get(URL_A, { params });
    const query = kind === "a Map" ? "a=1" : "a=1&b=2&b=true";
    expect(cache.calls[0]?.request.url).toBe(`${URL_A}?${query}`);
  });

  it.each([7, null, [["a"]], { a: {} }])("rejects %j for parameters", async (params) => {
    const { session } = sessionWith();
    // The cast: what a program without types gives.
    const asking = session.get(URL_A, { params: params as never });
    await expect(asking).rejects.toMatchObject({ code: "RCACHE_INVALID_OPTION" });
    expect(() => sessionWith({ params: params as never })).toThrow(/RCACHE_INVALID_OPTION: params/);
  });

  it.each([
    ["expire_after", "Did you mean expireAfter?"],
    ["expireAfer", "Did you mean expireAfter?"],
    ["only_if_cached", "Did you mean onlyIfCached?"],
    ["timeout", "Did you mean timeoutMs?"],
    ["header", "Did you mean headers?"],
    ["data", "Give `form`, `json` or `body`."],
    ["auth", "Give an Authorization header."],
    ["allow_redirects", "Give redirect: 'manual'."],
    ["method", "Call the method of its name, or session.request(method, url)."],
    ["rcache", "The cache's options stand beside the others here."],
    ["toString", expect.stringContaining("init")],
  ])("G-013: refuses the option %s, and says what to do", async (name, remedy) => {
    const { session, cache } = sessionWith();
    // The cast: what a program without types gives.
    const options = { [name]: "x" } as SessionRequestOptions;
    await expect(session.get(URL_A, options)).rejects.toMatchObject({
      code: "RCACHE_UNKNOWN_OPTION",
      remedy,
    });
    expect(cache.calls.length).toBe(0);
  });

  it.each([2_147_483_648, Number.MAX_SAFE_INTEGER, Number.POSITIVE_INFINITY])(
    "a timeout of %d ms is none, where a runtime's timer would fire at once",
    async (timeoutMs) => {
      const { session, cache } = sessionWith();
      await session.get(URL_A, { timeoutMs });
      expect(cache.calls[0]?.request.signal).toBeUndefined();
    },
  );

  it("refuses a cache name that is given twice, or beside a cache that is open", () => {
    const { cache } = sessionWith();
    expect(() => new CachedSession("a", { cacheName: "b" })).toThrow("cacheName: it was given twice");
    // The cast: what a program without types gives.
    expect(() => new CachedSession("a", { cache } as CachedFetchOptions)).toThrow("beside cache");
  });

  it("resolves URLs against the base", async () => {
    const { session, cache } = sessionWith({ baseUrl: "https://example.org/api/" });
    await session.get("users");
    await session.get("https://other.example/");
    expect(cache.calls.map(({ request }) => request.url)).toEqual([
      "https://example.org/api/users",
      "https://other.example/",
    ]);
  });

  it("sends its headers under those of the request", async () => {
    const { session, cache } = sessionWith({ headers: { accept: "text/plain", "x-a": "1" } });
    session.headers.set("x-b", "2");
    await session.get(URL_A, { headers: { Accept: "text/html" } });
    expect(cache.calls[0]?.request.headers).toEqual([
      ["accept", "text/html"],
      ["x-a", "1"],
      ["x-b", "2"],
    ]);
  });

  it("SES-03: shares Headers that it was given", async () => {
    const headers = new Headers();
    const { session, cache } = sessionWith({ headers });
    headers.set("x-late", "1");
    await session.get(URL_A);
    expect(cache.calls[0]?.request.headers).toEqual([["x-late", "1"]]);
  });

  it("SES-32: sends JSON and forms", async () => {
    const { session, cache } = sessionWith();
    await session.post(URL_A, { json: { a: 1 } });
    await session.post(URL_A, { json: null, headers: { "content-type": "application/x+json" } });
    await session.post(URL_A, { form: { a: "1 2" } });
    const sent = cache.calls.map(({ request }) => [
      request.headers.find(([name]) => name === "content-type")?.[1],
      request.body instanceof Uint8Array ? new TextDecoder().decode(request.body) : request.body,
    ]);
    expect(sent).toEqual([
      ["application/json", '{"a":1}'],
      ["application/x+json", "null"],
      ["application/x-www-form-urlencoded;charset=UTF-8", "a=1+2"],
    ]);
  });

  it.each<[string, SessionRequestOptions]>([
    ["two bodies", { json: {}, form: {} }],
    ["a timeout that is none", { timeoutMs: -1 }],
  ])("rejects %s", async (_case, options) => {
    const { session } = sessionWith();
    await expect(session.post(URL_A, options)).rejects.toMatchObject({ code: "RCACHE_INVALID_OPTION" });
  });

  it("joins a timeout and the caller's signal", async () => {
    const { session } = sessionWith();
    const signal = AbortSignal.abort("gone");
    await expect(session.get(URL_A, { timeoutMs: 60_000, signal })).rejects.toBe("gone");
  });

  it("ends a request that takes too long with a TimeoutError", async () => {
    const cache = scriptedCache(
      (request) =>
        new Promise((_, reject) => {
          request.signal?.addEventListener("abort", () => reject(request.signal?.reason));
        }),
    );
    const session = new CachedSession({ cache });
    await expect(session.get(URL_A, { timeoutMs: 1 })).rejects.toMatchObject({ name: "TimeoutError" });
  });

  it("SES-35: sends a Request as it is", async () => {
    const { session, cache } = sessionWith({ headers: { "x-a": "1" } });
    await session.send(new Request(URL_A, { method: "PUT", body: "b" }), { expireAfter: 5 });
    expect(cache.calls[0]?.request).toMatchObject({ method: "PUT", url: URL_A });
    expect(cache.calls[0]?.request.headers).not.toContainEqual(["x-a", "1"]);
    expect(cache.calls[0]?.options).toEqual({ expireAfter: 5 });
  });
});
