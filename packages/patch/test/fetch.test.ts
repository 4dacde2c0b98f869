import type { CacheOutcome } from "@rcache/core";
import { manualClock } from "@rcache/testkit";
import { afterEach, describe, expect, it } from "vitest";
import { getCache, installCache, uninstallCache } from "../src/index.ts";
import { exchange } from "./http-client.ts";
import { counting, isFetchUndicis, origin } from "./patched-process.ts";

const MEMORY = { backend: "memory" } as const;
/** A fetch that somebody took before any cache was installed. */
const savedFetch = globalThis.fetch;

type Marked = Response & { readonly fromCache?: boolean; readonly cache?: CacheOutcome };

afterEach(() => {
  uninstallCache();
});

async function asked(
  url: string | Request,
  init?: RequestInit & { rcache?: object },
): Promise<readonly [string, boolean | undefined]> {
  const response: Marked = await fetch(url, init);
  return [await response.text(), response.fromCache];
}

describe("fetch in a patched process", () => {
  it("answers with the platform's own Response, marked with how it came about, and so are its clones", async () => {
    await using own = await origin((_request, response) => {
      response.setHeader("X-A", ["1", "2"]);
      response.end("body");
    });
    using _installed = installCache(MEMORY);
    for (const fromCache of [false, true]) {
      const response: Marked = await fetch(own.url);
      expect(response).toBeInstanceOf(Response);
      expect([response.fromCache, response.cache?.kind]).toEqual(fromCache ? [true, "hit"] : [false, "miss"]);
      const clone: Marked = response.clone();
      expect([clone.fromCache, response.headers.get("x-a"), response.url]).toEqual([
        fromCache,
        "1, 2",
        `${own.url}/`,
      ]);
      expect(await Response.prototype.text.call(response)).toBe("body");
    }
    const [plain, other]: readonly Marked[] = [await savedFetch(own.url), await fetch("data:,x")];
    expect([plain?.fromCache, other?.fromCache]).toEqual([undefined, false]);
    expect(own.count()).toBe(isFetchUndicis() ? 1 : 2);
  });

  it("all six cache modes mean what the Fetch standard says", async () => {
    await using own = await counting();
    const clock = manualClock();
    using _installed = installCache({ ...MEMORY, clock, expireAfter: 60 });
    const only = { cache: "only-if-cached", mode: "same-origin" } as const;
    await expect(fetch(own.url, only)).rejects.toThrow("fetch failed");
    expect(own.count()).toBe(0);
    expect(await asked(own.url, { cache: "force-cache" })).toEqual(["1", false]);
    expect(await asked(own.url, { cache: "default" })).toEqual(["1", true]);
    expect(await asked(own.url, { cache: "no-store" })).toEqual(["2", false]);
    expect(await asked(own.url)).toEqual(["1", true]);
    expect(await asked(own.url, { cache: "reload" })).toEqual(["3", false]);
    expect(await asked(own.url, { cache: "no-cache" })).toEqual(["4", false]);
    clock.advance(61_000);
    expect(await asked(own.url, { cache: "force-cache" })).toEqual(["4", true]);
    expect(await asked(own.url, only)).toEqual(["4", true]);
    expect(await asked(new Request(own.url, { cache: "force-cache" }))).toEqual(["4", true]);
    await expect(fetch(own.url, { cache: "sometimes" as RequestCache })).rejects.toThrow(TypeError);
  });

  it("takes options of one request by rcache, which are never sent", async () => {
    await using own = await counting();
    using _installed = installCache(MEMORY);
    await asked(own.url, { rcache: { tags: ["mine"] } });
    expect(await asked(own.url, { rcache: { forceRefresh: true } })).toEqual(["2", false]);
    await expect(fetch(own.url, { rcache: { forceRefrsh: true } } as RequestInit)).rejects.toThrow(
      "RCACHE_UNKNOWN_OPTION",
    );
    expect(await getCache()?.delete({ tags: ["mine"] })).toBe(0);
  });

  it("follows redirects itself; each hop is an entry, and the outcome has them all", async () => {
    await using own = await origin((request, response) => {
      if (request.url === "/from") response.writeHead(302, { Location: "/to" }).end();
      else response.end("there");
    });
    using _installed = installCache({ ...MEMORY, allowableCodes: [200, 302] });
    for (const fromCache of [false, true]) {
      const response: Marked = await fetch(`${own.url}/from`);
      expect([response.url, response.redirected, response.fromCache]).toEqual([
        `${own.url}/to`,
        true,
        fromCache,
      ]);
      expect(response.cache?.history).toMatchObject([{ url: `${own.url}/from`, status: 302 }]);
      await response.text();
    }
    const manual: Marked = await fetch(`${own.url}/from`, { redirect: "manual" });
    expect([manual.status, manual.fromCache, own.count()]).toEqual([302, true, 2]);
    await expect(fetch(`${own.url}/from`, { redirect: "error" })).rejects.toThrow(TypeError);
  });

  it("a caller's abort ends its own wait, and harms nobody else", async () => {
    let answer = (): void => undefined;
    await using own = await origin((_request, response) => {
      answer = () => response.end("whole");
    });
    using _installed = installCache(MEMORY);
    const controller = new AbortController();
    const leader = fetch(own.url, { signal: controller.signal }).catch((error: Error) => error.name);
    await own.asked(1);
    const follower = asked(own.url);
    controller.abort();
    expect(await leader).toBe("AbortError");
    answer();
    expect(await follower).toEqual(["whole", true]);
    expect(own.count()).toBe(1);
  });

  it("a body that is aborted midway fails, from the origin and from the cache", async () => {
    await using own = await origin((_request, response) => {
      response.write(Buffer.alloc(1 << 20));
      if (own.count() > 1) response.end(Buffer.alloc(1 << 22));
    });
    using _installed = installCache(MEMORY);
    for (const fill of [false, true]) {
      if (fill) await asked(own.url);
      const controller = new AbortController();
      const response: Marked = await fetch(own.url, { signal: controller.signal });
      const reader = response.body?.getReader();
      await reader?.read();
      controller.abort();
      await expect(
        (async () => {
          for (let read = await reader?.read(); read?.done === false; read = await reader?.read());
        })(),
      ).rejects.toThrow("aborted");
      expect(response.fromCache).toBe(fill);
    }
  });

  it("fails as without a cache where the origin does", async () => {
    await using own = await origin((request) => void request.socket.destroy());
    const closed = await counting();
    await closed[Symbol.asyncDispose]();
    const plain = await fetch(own.url).catch(causeOf);
    const refused = await fetch(closed.url).catch(causeOf);
    using _installed = installCache(MEMORY);
    expect(await Promise.all([fetch(own.url).catch(causeOf), fetch(own.url).catch(causeOf)])).toEqual([
      plain,
      plain,
    ]);
    expect(await fetch(closed.url).catch(causeOf)).toBe(refused);
  });

  it("one store serves all: what one way of asking stored, every other reads", async () => {
    const body = "päper ".repeat(20_000);
    await using own = await origin((_request, response) => response.end(body));
    using _installed = installCache(MEMORY);
    const ways: readonly ((url: string) => Promise<string>)[] = [
      async (url) => Buffer.from((await exchange(url)).body).toString(),
      async (url) => (await fetch(url)).text(),
      ...(isFetchUndicis() ? [async (url: string) => (await savedFetch(url)).text()] : []),
    ];
    for (const [at, write] of ways.entries()) {
      expect(await write(`${own.url}/${at}`)).toBe(body);
      for (const read of ways) expect(await read(`${own.url}/${at}`)).toBe(body);
    }
    expect(own.count()).toBe(ways.length);
  });

  it("a body that arrives in pieces is sent as it comes, and its success changes what is stored", async () => {
    await using own = await origin((request, response) => {
      if (request.method === "POST") request.pipe(response);
      else response.end(String(own.count()));
    });
    using _installed = installCache({ ...MEMORY, allowableMethods: ["GET", "POST"] });
    await asked(own.url);
    const body = new ReadableStream({
      start(controller) {
        for (const piece of ["in ", "pieces"]) controller.enqueue(new TextEncoder().encode(piece));
        controller.close();
      },
    });
    const init: RequestInit & { duplex: "half" } = { method: "POST", body, duplex: "half" };
    expect((await asked(own.url, init))[0]).toBe("in pieces");
    const request = new Request(own.url, { method: "POST", body: "whole" });
    expect([await asked(request.clone()), await asked(request)]).toEqual([
      ["whole", false],
      ["whole", true],
    ]);
  });
});

function causeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error ? `${cause.name} ${"code" in cause ? cause.code : ""}` : String(error);
}
