import { describe, expect, it } from "vitest";
import { passingCache } from "../test/handled-response.ts";
import { sessionWith } from "../test/session-with.ts";
import { CachedSession } from "./cached-session.ts";
import type { CachedFetchOptions } from "./fetch-types.ts";
import type { SessionOptions, SessionRequestOptions } from "./session-options.ts";

const URL_A = "https://example.org/a";

describe("CachedSession", () => {
  it("SES-26, SES-27: has the cache's live settings", () => {
    const { session, cache } = sessionWith();
    session.expireAfter = 360;
    session.settings.staleIfError = true;
    expect(cache.settings).toEqual({ expireAfter: 360, staleIfError: true });
    expect(session.expireAfter).toBe(360);
    session.expireAfter = undefined;
    expect(cache.settings.expireAfter).toBeUndefined();
  });

  it("SES-37: switches the cache off for what the function asks, and for nothing else, also one within another", async () => {
    const { session, cache, derived } = sessionWith({ headers: { "x-a": "1" } });
    const result = await session.cacheDisabled(async (off) => {
      await off.get(URL_A);
      await session.get(URL_A);
      await off.cacheDisabled((inner) => inner.get(URL_A));
      await off.get(URL_A);
      return "done";
    });
    expect(result).toBe("done");
    expect(cache.calls.length).toBe(1);
    expect(derived.map((one) => one.calls.length)).toEqual([2, 1]);
    expect(derived[0]?.calls[0]?.request.headers).toEqual([["x-a", "1"]]);
  });

  it("SES-02: may be subclassed, and a session without its cache is still of the subclass", async () => {
    const cache = passingCache();
    class MySession extends CachedSession {
      readonly own = "own";
      constructor() {
        super({ cache, fetch: async () => new Response() });
        this.headers.set("accept", "application/json");
      }
      override request(method: string, url: string | URL, options?: SessionRequestOptions) {
        return super.request(method, `${url}/seen`, options);
      }
    }
    const session = new MySession();
    await session.get(URL_A);
    expect(cache.calls[0]?.request).toMatchObject({
      url: `${URL_A}/seen`,
      headers: [["accept", "application/json"]],
    });
    expect(session.cacheDisabled((off) => off instanceof MySession && off.own)).toBe("own");
  });

  it("SES-03: wraps a fetch", async () => {
    const session = CachedSession.wrap(async () => new Response("wrapped"), {
      cache: passingCache(),
    } as CachedFetchOptions);
    expect(await (await session.get(URL_A)).text()).toBe("wrapped");
  });

  it("SES-03: wraps a fetch as the subclass that is asked", () => {
    class MySession extends CachedSession {
      readonly own = "own";
    }
    const session = MySession.wrap(async () => new Response("wrapped"), { backend: "memory" });
    expect(session).toBeInstanceOf(MySession);
    expect(session.own).toBe("own");
  });

  it("SES-38: closes by its fetch, which leaves a given cache open", async () => {
    const { session, cache } = sessionWith();
    await session.close();
    await session[Symbol.asyncDispose]();
    expect(cache.closed).toEqual([]);
  });

  it("SES-39: cannot be cloned", () => {
    const { session } = sessionWith();
    expect(() => structuredClone(session)).toThrow();
  });

  it("SES-40: shows its class, what keeps the answers and the settings that were set", () => {
    const { session, cache } = sessionWith();
    Object.assign(cache.settings, {
      expireAfter: 60,
      staleIfError: undefined,
      filterFn: () => true,
      tags: ["a"],
    });
    const shown =
      'CachedSession(backend: of the given cache, expireAfter: 60, filterFn: [function], tags: ["a"])';
    expect(`${session}`).toBe(shown);
  });

  it.each<[string, object]>([
    ["headers that are none", { headers: "accept" }],
    ["params that are none", { params: ["a"] }],
    ["a base that is relative", { baseUrl: "/api" }],
  ])("refuses %s", (_case, options) => {
    // The cast: programs without types give such things.
    expect(() => new CachedSession(options as CachedFetchOptions & SessionOptions)).toThrow(
      /RCACHE_INVALID_OPTION/,
    );
  });
});
