import { createServer } from "node:http";
import { type CachedRequestInit, createCachedFetch, type FetchLike } from "@rcache/fetch";
import crossFetch from "cross-fetch";
import nodeFetch3, { Request as Request3 } from "node-fetch";
import nodeFetch2, { Request as Request2 } from "node-fetch-2";
import { fetch as fetch6, Request as Request6 } from "undici-6";
import { fetch as fetch7, Request as Request7 } from "undici-7";
import { fetch as fetch8, Request as Request8 } from "undici-8";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CASES, type Case, outcome } from "./cases.ts";
import { type Client, fromResponse, initOf } from "./client.ts";

/** A fetch of a library, as its users would hand it over. */
interface Below {
  readonly name: string;
  readonly fetch: unknown;
  readonly Request?: new (url: string, init: RequestInit) => unknown;
  readonly hangs?: readonly string[];
}

/** As React Native's: nobody sees a stream. */
const withoutStreams = async (url: string, init?: RequestInit) => {
  const response = await fetch(url, init);
  return Object.defineProperty(response, "body", { value: undefined });
};

const below: readonly Below[] = [
  { name: "node-fetch 3", fetch: nodeFetch3, Request: Request3 as never },
  { name: "node-fetch 2", fetch: nodeFetch2, Request: Request2 as never, hangs: ["cut off"] },
  { name: "cross-fetch", fetch: crossFetch, hangs: ["cut off"] },
  { name: "undici 6", fetch: fetch6, Request: Request6 as never },
  { name: "undici 7", fetch: fetch7, Request: Request7 as never },
  { name: "undici 8", fetch: fetch8, Request: Request8 as never },
  { name: "a fetch without streams", fetch: withoutStreams },
];

const asked: { readonly method: string | undefined; readonly path: string; body: string }[] = [];
let url = "";

const server = createServer((request, response) => {
  const path = request.url ?? "/";
  const seen = { method: request.method, path, body: "" };
  asked.push(seen);
  response.sendDate = false;
  const found = CASES.find((each) => path.startsWith(each.path));
  if (found !== undefined) return found.answer(request, response);
  request.setEncoding("utf8").on("data", (text: string) => {
    seen.body += text;
  });
  request.on("end", () => response.writeHead(200, { "Set-Cookie": ["a=1, b", "c=2"] }).end("done"));
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

function clientOf(name: string, fetch: FetchLike): Client {
  return { name, ask: async (asked) => fromResponse(await fetch(asked.url, initOf(asked))) };
}

describe.each(below)("a cached fetch over $name", ({ name, fetch, hangs }) => {
  // The cast: libraries have types of their own for what they take and give.
  const plainFetch = fetch as FetchLike;
  const cases = CASES.filter((each) => !hangs?.includes(each.name));

  it.each(cases)(
    "answers $name as it does alone, as a miss and as a hit",
    async ({ path, asked: given, isCached }: Case) => {
      await using cached = createCachedFetch({
        fetch: plainFetch,
        backend: "memory",
        allowableCodes: [200, 204, 302],
      });
      const plain = await outcome(clientOf(name, plainFetch), url + path, given);
      const first = await outcome(clientOf(name, cached), url + path, given);
      await cached.cache.flush();
      const count = asked.length;
      const second = await outcome(clientOf(name, cached), url + path, given);
      // How a library calls what breaks off is its own.
      const told = [plain, first, second].map((text) => text.replace(/^\w*Error /, ""));
      expect(told).toEqual([told[0], told[0], told[0]]);
      expect(asked.length === count).toBe(isCached !== false);
    },
  );

  it("keeps the lines of Set-Cookie apart", async () => {
    await using cached = createCachedFetch({ fetch: plainFetch, backend: "memory", replaySetCookie: true });
    for (const fromCache of [false, true]) {
      const response = await cached(`${url}/cookies`);
      expect([response.headers.getSetCookie(), response.fromCache]).toEqual([["a=1, b", "c=2"], fromCache]);
      await response.text();
    }
  });

  it("lets go of a body that nobody reads", async () => {
    await using cached = createCachedFetch({ fetch: plainFetch, backend: "memory" });
    const leaving = new AbortController();
    const response = await cached(`${url}/large`, { signal: leaving.signal });
    leaving.abort();
    await expect(response.text()).rejects.toMatchObject({ name: "AbortError" });
  });
});

describe.each(
  below.flatMap(({ name, fetch, Request }) => (Request === undefined ? [] : [{ name, fetch, Request }])),
)("a Request of $name", ({ fetch, Request }) => {
  // The casts: to the compiler, a fetch and a Request are the platform's.
  const ownFetch = fetch as FetchLike;
  const make = () => new Request(`${url}/sent`, { method: "POST", body: "päper" });

  const ways: readonly (readonly [string, FetchLike, () => Parameters<FetchLike>])[] = [
    ["what is asked", ownFetch, () => [make() as globalThis.Request]],
    ["what is asked, over the platform's fetch", globalThis.fetch, () => [make() as globalThis.Request]],
    ["an init", ownFetch, () => [`${url}/sent`, make() as CachedRequestInit]],
  ];

  it.each(ways)("is taken as %s", async (_as, plainFetch, call) => {
    await using cached = createCachedFetch({ fetch: plainFetch, backend: "memory" });
    expect(await (await cached(...call())).text()).toBe("done");
    expect(asked.at(-1)).toEqual({ method: "POST", path: "/sent", body: "päper" });
  });
});
