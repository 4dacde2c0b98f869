import { memoryBackend } from "@rcache/backend-memory";
import { type CacheEvent, createHttpCache } from "@rcache/core";
import { scriptedOrigin } from "@rcache/testkit";
import { describe, expect, it } from "vitest";
import { createCachedFetch } from "../src/index.ts";

/** A cached fetch with platform responses, and every response that the fetch below has given. */
async function observed() {
  const origin = await scriptedOrigin();
  const events: CacheEvent[] = [];
  const cache = createHttpCache({
    backend: memoryBackend(),
    cacheControl: true,
    onEvent: (event) => events.push(event),
  });
  const below: Response[] = [];
  const inits: RequestInit[] = [];
  const fetchBelow: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    below.push(response);
    inits.push(init ?? {});
    return response;
  };
  const cached = createCachedFetch({ cache, lazyResponse: false, fetch: fetchBelow });
  return { origin, cache, cached, below, inits, kinds: () => events.map(({ kind }) => kind) };
}

const FRESH = { "cache-control": "max-age=60" };
const NEVER = { "cache-control": "no-store" };

describe("with lazyResponse: false", () => {
  it("what nobody keeps is the response of the wrapped fetch, marked, and so is its clone", async () => {
    const { origin, cached, below } = await observed();
    await using _closing = origin;
    origin.answer("/a", { body: "own", headers: NEVER }, { body: "again", headers: NEVER });
    const response = await cached(`${origin.url}/a`);
    expect(response).toBe(below[0]);
    const clone = response.clone() as typeof response;
    expect([response.fromCache, response.cache.store, clone.cache]).toEqual([
      false,
      "no-store",
      response.cache,
    ]);
    expect([await response.text(), await clone.text(), response.url]).toEqual([
      "own",
      "own",
      `${origin.url}/a`,
    ]);
    expect(await (await cached(new URL(`${origin.url}/a`), { headers: { a: "b" } })).text()).toBe("again");
  });

  it("what is kept, or comes from the store, is not; what stands at the end of redirects is, and says so", async () => {
    const { origin, cached, below } = await observed();
    await using _closing = origin;
    origin.answer("/a", { body: "kept", headers: FRESH });
    origin.answer("/moved", { status: 302, headers: { ...NEVER, location: "/b" } });
    origin.answer("/b", { body: "end", headers: NEVER });
    const responses = [await cached(`${origin.url}/a`)];
    expect(await responses[0]?.text()).toBe("kept");
    responses.push(await cached(`${origin.url}/a`), await cached(`${origin.url}/moved`));
    expect(responses.map((each) => [each.fromCache, below.includes(each)])).toEqual([
      [false, false],
      [true, false],
      [false, true],
    ]);
    expect([responses[2]?.redirected, responses[2]?.url]).toEqual([true, `${origin.url}/b`]);
  });

  it("an unsafe request goes as its caller made it, and invalidates before its caller hears of it", async () => {
    const { origin, cached, below, inits, kinds } = await observed();
    await using _closing = origin;
    origin.answer("/a", { body: "1", headers: FRESH }, { body: "2" }, { body: "3", headers: FRESH });
    await (await cached(`${origin.url}/a`)).text();
    const signal = new AbortController().signal;
    const init = { method: "POST", body: "sent", headers: { "content-type": "text/plain" }, signal };
    const posted = await cached(`${origin.url}/a`, init);
    expect(posted).toBe(below[1]);
    expect([posted.cache.kind, posted.cache.reason, await posted.text()]).toEqual(["bypass", "method", "2"]);
    expect(inits[1]).toEqual({ ...init, headers: Object.entries(init.headers), redirect: "manual" });
    expect(await (await cached(`${origin.url}/a`)).text()).toBe("3");
    expect(kinds()).toEqual(["served", "stored", "served", "invalidated", "served", "stored"]);
  });

  it("an unsafe request is led to where its answer sends it, once", async () => {
    const { origin, cached } = await observed();
    await using _closing = origin;
    origin.answer("/form", { status: 303, headers: { location: "/done" } });
    origin.answer("/again", { status: 307, headers: { location: "/form" } });
    origin.answer("/done", { body: "done", headers: FRESH }, { body: "wrong" });
    const done = await cached(`${origin.url}/again`, { method: "POST", body: "sent" });
    expect([await done.text(), done.redirected, done.cache.history.length]).toEqual(["done", true, 2]);
    expect(origin.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "POST /again",
      "POST /form",
      "GET /done",
    ]);
  });

  it("a POST whose answer stands for its resource is kept for GET", async () => {
    const { origin, cached } = await observed();
    await using _closing = origin;
    origin.answer("/a", { body: "given", headers: { ...FRESH, "content-location": "/a" } });
    expect(await (await cached(`${origin.url}/a`, { method: "POST", body: "x" })).text()).toBe("given");
    const second = await cached(`${origin.url}/a`);
    expect([second.fromCache, await second.text()]).toEqual([true, "given"]);
  });
});
