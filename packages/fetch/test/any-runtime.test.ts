import { memoryBackend } from "@rcache/backend-memory";
import { describe, expect, it } from "vitest";
import { CachedSession, createCachedFetch, type FetchLike } from "../src/index.ts";

const URL_A = "https://example.org/a";

describe("with the real engine, in any runtime", () => {
  it("answers from memory", async () => {
    const { fetch: origin, asked } = scriptedFetch(() => new Response("hello", { headers: { "x-a": "1" } }));
    await using fetch = createCachedFetch({ backend: memoryBackend(), fetch: origin });
    for (const fromCache of [false, true, true]) {
      const response = await fetch(URL_A);
      expect([response.fromCache, response.headers.get("x-a"), await response.text()]).toEqual([
        fromCache,
        "1",
        "hello",
      ]);
      await fetch.cache.flush();
    }
    expect(asked.length).toBe(1);
  });

  it("asks whether it changed, and keeps what did not", async () => {
    const headers = { etag: '"1"' };
    const { fetch: origin, asked } = scriptedFetch((request) =>
      request.headers.has("if-none-match")
        ? new Response(null, { status: 304, headers })
        : new Response("hello", { headers }),
    );
    await using fetch = createCachedFetch({ backend: memoryBackend(), fetch: origin, expireAfter: 0 });
    await (await fetch(URL_A)).text();
    await fetch.cache.flush();
    const confirmed = await fetch(URL_A);
    expect([confirmed.status, confirmed.cache.kind, await confirmed.text()]).toEqual([
      200,
      "revalidated",
      "hello",
    ]);
    expect(asked.length).toBe(2);
  });

  it("streams, and stores what was streamed", async () => {
    const { fetch: origin } = scriptedFetch(() => new Response(new Blob(["a", "b"]).stream()));
    await using fetch = createCachedFetch({ backend: memoryBackend(), fetch: origin });
    expect(await new Response((await fetch(URL_A)).body).text()).toBe("ab");
    await fetch.cache.flush();
    const hit = await fetch(URL_A);
    expect([hit.fromCache, await hit.text()]).toEqual([true, "ab"]);
  });

  it("SES-37: a session without its cache neither reads nor stores", async () => {
    let count = 0;
    const { fetch: origin } = scriptedFetch(() => new Response(String(++count)));
    await using session = new CachedSession({ backend: memoryBackend(), fetch: origin });
    const text = async (one: CachedSession): Promise<string> => (await one.get(URL_A)).text();
    const bodies = await session.cacheDisabled(async (off) => [
      await text(off),
      await text(session),
      await text(off),
    ]);
    await session.cache.flush();
    expect([...bodies, await text(session)]).toEqual(["1", "2", "3", "2"]);
  });

  it("SES-27: a session's expiration may be changed at any time", async () => {
    const { fetch: origin, asked } = scriptedFetch(() => new Response("hello"));
    await using session = new CachedSession({
      backend: memoryBackend(),
      fetch: origin,
      expireAfter: "do-not-cache",
    });
    await (await session.get(URL_A)).text();
    session.expireAfter = 360;
    await (await session.get(URL_A)).text();
    await session.cache.flush();
    expect((await session.get(URL_A)).fromCache).toBe(true);
    expect(asked.length).toBe(2);
    expect(() => {
      session.expireAfter = "soon" as "1s";
    }).toThrow(/RCACHE_INVALID_DURATION/);
  });

  it("SES-38: closes what it opened", async () => {
    const backend = memoryBackend();
    let closed = 0;
    const close = async (): Promise<void> => {
      closed += 1;
      await backend.close();
    };
    const fetch = createCachedFetch({ backend: () => ({ ...backend, close }) });
    await fetch.cache.ready();
    await fetch.close();
    await fetch[Symbol.asyncDispose]();
    expect(closed).toBe(1);
  });
});

/** An origin without a network. */
function scriptedFetch(answer: (request: Request) => Response): { fetch: FetchLike; asked: Request[] } {
  const asked: Request[] = [];
  return {
    asked,
    fetch: async (input, init) => {
      const request = new Request(input, init);
      asked.push(request);
      return answer(request);
    },
  };
}
