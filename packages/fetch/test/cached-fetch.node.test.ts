import { gzipSync } from "node:zlib";
import { memoryBackend } from "@rcache/backend-memory";
import { manualClock, scriptedOrigin } from "@rcache/testkit";
import { describe, expect, it } from "vitest";
import { createCachedFetch } from "../src/index.ts";

const EVERY_BYTE = Uint8Array.from({ length: 256 }, (_, value) => value);

describe("createCachedFetch over HTTP", () => {
  it("asks the origin once and answers like it from then on", async () => {
    await using origin = await scriptedOrigin();
    const headers = { "content-type": "text/plain", "x-a": ["1", "2"], "set-cookie": ["a=1", "b=2"] };
    origin.answer("/a", { headers, body: "hello" });
    await using fetch = createCachedFetch({ backend: memoryBackend(), replaySetCookie: true });
    const miss = await fetch(`${origin.url}/a`);
    const hit = await fetch(`${origin.url}/a`);
    expect([miss.fromCache, hit.fromCache, hit.cache.kind]).toEqual([false, true, "hit"]);
    expect(factsOf(hit)).toEqual(factsOf(miss));
    expect([await miss.text(), await hit.text()]).toEqual(["hello", "hello"]);
    expect(origin.requests.length).toBe(1);
  });

  it("is like an uncached fetch to whoever looks", async () => {
    await using origin = await scriptedOrigin();
    origin.answer("/a", { status: 203, headers: { "x-a": "1" }, body: "hello" });
    await using fetch = createCachedFetch({ backend: memoryBackend(), allowableCodes: [203] });
    const native = await globalThis.fetch(`${origin.url}/a#part`);
    for (const response of [await fetch(`${origin.url}/a#part`), await fetch(`${origin.url}/a#part`)]) {
      expect(factsOf(response)).toEqual(factsOf(native));
    }
  });

  it("gives URLs in the standard's form, hit or miss", async () => {
    await using origin = await scriptedOrigin();
    origin.answer("/", { body: "root" });
    await using fetch = createCachedFetch({ backend: memoryBackend() });
    const urls = [await fetch(origin.url), await fetch(origin.url)].map((response) => response.url);
    expect(urls).toEqual([`${origin.url}/`, `${origin.url}/`]);
  });

  it("keeps every byte", async () => {
    await using origin = await scriptedOrigin();
    origin.answer("/a", { body: EVERY_BYTE });
    await using fetch = createCachedFetch({ backend: memoryBackend() });
    expect(await (await fetch(`${origin.url}/a`)).bytes()).toEqual(EVERY_BYTE);
    expect(await (await fetch(`${origin.url}/a`)).bytes()).toEqual(EVERY_BYTE);
  });

  it("does not let a caller change what is stored", async () => {
    await using origin = await scriptedOrigin();
    origin.answer("/a", { body: "hello" });
    await using fetch = createCachedFetch({ backend: memoryBackend() });
    for (const _ of [1, 2, 3]) {
      const response = await fetch(`${origin.url}/a`);
      response.headers.set("x-mine", "1");
      const bytes = await response.bytes();
      expect(new TextDecoder().decode(bytes)).toBe("hello");
      bytes.fill(0);
    }
    expect((await fetch(`${origin.url}/a`)).headers.has("x-mine")).toBe(false);
  });

  it("§F29: gives a gzip answer plain on a hit as on a miss, with the fields as fetch shows them", async () => {
    await using origin = await scriptedOrigin();
    const body = gzipSync("plain ".repeat(100));
    origin.answer("/a", { headers: { "content-encoding": "gzip" }, body });
    await using fetch = createCachedFetch({ backend: memoryBackend() });
    const responses = [await fetch(`${origin.url}/a`), await fetch(`${origin.url}/a`)];
    expect(responses.map(({ fromCache }) => fromCache)).toEqual([false, true]);
    for (const response of responses) {
      expect(response.headers.get("content-encoding")).toBe("gzip");
      expect(await response.text()).toBe("plain ".repeat(100));
    }
  });

  it("makes one request of many at a time, each with a body of its own", async () => {
    await using origin = await scriptedOrigin();
    origin.answer("/a", { body: "hello" });
    await using fetch = createCachedFetch({ backend: memoryBackend() });
    const responses = await Promise.all(Array.from({ length: 20 }, () => fetch(`${origin.url}/a`)));
    const bodies = await Promise.all(responses.map((response) => response.text()));
    expect(new Set(bodies)).toEqual(new Set(["hello"]));
    expect(origin.requests.length).toBe(1);
  });

  it("clones what it gives, hit or miss", async () => {
    await using origin = await scriptedOrigin();
    origin.answer("/a", { body: "hello" });
    await using fetch = createCachedFetch({ backend: memoryBackend() });
    for (const fromCache of [false, true]) {
      const response = await fetch(`${origin.url}/a`);
      // The cast: the platform's type of clone() does not know of the two properties.
      const clone = response.clone() as typeof response;
      expect([response.fromCache, clone.fromCache, clone.url]).toEqual([
        fromCache,
        fromCache,
        `${origin.url}/a`,
      ]);
      expect([await clone.text(), await response.text()]).toEqual(["hello", "hello"]);
    }
  });

  it("answers HEAD without a body", async () => {
    await using origin = await scriptedOrigin();
    origin.answer("/a", { headers: { "x-a": "1" }, body: "hello" });
    await using fetch = createCachedFetch({ backend: memoryBackend() });
    await (await fetch(`${origin.url}/a`)).text();
    const head = await fetch(`${origin.url}/a`, { method: "HEAD" });
    expect([head.fromCache, head.body, head.headers.get("x-a"), await head.text()]).toEqual([
      true,
      null,
      "1",
      "",
    ]);
  });

  it.each([204, 304, 404, 500])("passes %i on as it is", async (status) => {
    await using origin = await scriptedOrigin();
    origin.answer("/a", { status });
    await using fetch = createCachedFetch({ backend: memoryBackend() });
    const [ours, native] = [await fetch(`${origin.url}/a`), await globalThis.fetch(`${origin.url}/a`)];
    expect(factsOf(ours)).toEqual(factsOf(native));
  });

  it("fails as fetch does where there is no answer", async () => {
    await using origin = await scriptedOrigin();
    origin.answer("/reset", { fault: "reset" });
    origin.answer("/cut", { body: "a long body that breaks off", fault: "truncate" });
    await using fetch = createCachedFetch({ backend: memoryBackend() });
    for (const url of [`${origin.url}/reset`, "http://127.0.0.1:1/", "nowhere"]) {
      expect(await failure(() => fetch(url))).toEqual(await failure(() => globalThis.fetch(url)));
    }
    const read = async (ask: typeof globalThis.fetch): Promise<string> =>
      (await ask(`${origin.url}/cut`)).text();
    expect(await failure(() => read(fetch))).toEqual(await failure(() => read(globalThis.fetch)));
    expect(await fetch.cache.count()).toBe(0);
  });

  it("says why, without sending anything", async () => {
    await using origin = await scriptedOrigin();
    origin.answer("/a", { body: "hello" });
    await using fetch = createCachedFetch({ backend: memoryBackend() });
    expect((await fetch.explain(`${origin.url}/a`)).verdict.kind).toBe("ask");
    await (await fetch(`${origin.url}/a`)).text();
    expect((await fetch.explain(`${origin.url}/a`)).verdict).toMatchObject({ kind: "use", reason: "fresh" });
    expect((await fetch.explain(`${origin.url}/a`, { cache: "reload" })).verdict.kind).toBe("ask");
    expect(origin.requests.length).toBe(1);
  });

  it("shares a cache with another fetch, and leaves it open", async () => {
    await using origin = await scriptedOrigin();
    origin.answer("/a", { body: "hello" });
    await using first = createCachedFetch({ backend: memoryBackend() });
    const second = createCachedFetch({ cache: first.cache, lazyResponse: false });
    await (await second(`${origin.url}/a`)).text();
    await second.close();
    expect((await first(`${origin.url}/a`)).fromCache).toBe(true);
  });

  it("refuses options that do not exist or are wrong, when it is made", () => {
    // @ts-expect-error no such option
    expect(() => createCachedFetch({ expireAftr: 5 })).toThrow(/RCACHE_UNKNOWN_OPTION/);
    // @ts-expect-error no such unit
    expect(() => createCachedFetch({ expireAfter: "1 fortnight" })).toThrow(/RCACHE_INVALID_DURATION/);
  });

  it("refuses an option of a request that does not exist", async () => {
    await using fetch = createCachedFetch({ backend: memoryBackend() });
    // @ts-expect-error no such option
    await expect(fetch("http://127.0.0.1:1/", { rcache: { expires: 5 } })).rejects.toMatchObject({
      code: "RCACHE_UNKNOWN_OPTION",
    });
  });
});

describe("the cache modes of fetch", () => {
  it("no-store neither reads nor stores", async () => {
    await using origin = await countingOrigin();
    await using fetch = createCachedFetch({ backend: memoryBackend() });
    expect(await text(fetch(origin.url, { cache: "no-store" }))).toBe("1");
    expect(await fetch.cache.count()).toBe(0);
    expect(await text(fetch(origin.url))).toBe("2");
    expect(await text(fetch(origin.url, { cache: "no-store" }))).toBe("3");
    expect(await text(fetch(origin.url))).toBe("2");
  });

  it("reload does not read, but stores", async () => {
    await using origin = await countingOrigin();
    await using fetch = createCachedFetch({ backend: memoryBackend() });
    expect(await text(fetch(origin.url))).toBe("1");
    expect(await text(fetch(origin.url, { cache: "reload" }))).toBe("2");
    expect(await text(fetch(origin.url, { cache: "default" }))).toBe("2");
  });

  it("no-cache asks whether it changed", async () => {
    await using origin = await scriptedOrigin();
    origin.answer(
      "/a",
      { headers: { etag: '"1"' }, body: "hello" },
      { status: 304, headers: { etag: '"1"' } },
    );
    await using fetch = createCachedFetch({ backend: memoryBackend() });
    await text(fetch(`${origin.url}/a`));
    const confirmed = await fetch(`${origin.url}/a`, { cache: "no-cache" });
    expect([confirmed.status, confirmed.cache.revalidated, await confirmed.text()]).toEqual([
      200,
      true,
      "hello",
    ]);
    expect(origin.requests[1]?.headers["if-none-match"]).toBe('"1"');
  });

  it("force-cache takes what is stored at any age, else asks", async () => {
    await using origin = await countingOrigin();
    const clock = manualClock();
    await using fetch = createCachedFetch({ backend: memoryBackend(), expireAfter: 10, clock });
    expect(await text(fetch(origin.url, { cache: "force-cache" }))).toBe("1");
    clock.advance(3_600_000);
    expect(await text(fetch(origin.url, { cache: "force-cache" }))).toBe("1");
    expect(await text(fetch(origin.url))).toBe("2");
  });

  it("only-if-cached takes what is stored at any age, else fails as fetch does", async () => {
    await using origin = await countingOrigin();
    const clock = manualClock();
    await using fetch = createCachedFetch({ backend: memoryBackend(), expireAfter: 10, clock });
    await expect(fetch(origin.url, { cache: "only-if-cached" })).rejects.toBeInstanceOf(TypeError);
    expect((await fetch(origin.url, { rcache: { onlyIfCached: true } })).status).toBe(504);
    expect(await text(fetch(origin.url))).toBe("1");
    clock.advance(3_600_000);
    expect(await text(fetch(origin.url, { cache: "only-if-cached" }))).toBe("1");
  });
});

function factsOf(response: Response): unknown {
  const { status, statusText, ok, url, redirected, type, headers } = response;
  // The time at which the origin answered is not the same twice.
  const lines = [...headers].filter(
    ([name]) => !["date", "connection", "keep-alive", "transfer-encoding"].includes(name),
  );
  return { status, statusText, ok, url, redirected, type, lines };
}

async function failure(call: () => Promise<unknown>): Promise<unknown> {
  try {
    await call();
  } catch (error) {
    const { name, message, cause } = error as Error & { cause?: Error };
    return { name, message, cause: cause?.message.replace(/:\d+/g, ":port") };
  }
  return "no failure";
}

async function text(response: Promise<Response>): Promise<string> {
  return (await response).text();
}

/** An origin that counts its requests in what it answers. */
async function countingOrigin(): Promise<{ readonly url: string } & AsyncDisposable> {
  const origin = await scriptedOrigin();
  origin.answer("/a", ...["1", "2", "3", "4"].map((body) => ({ body })));
  return { url: `${origin.url}/a`, [Symbol.asyncDispose]: () => origin[Symbol.asyncDispose]() };
}
