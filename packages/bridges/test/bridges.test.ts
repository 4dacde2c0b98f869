import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { memoryBackend } from "@rcache/backend-memory";
import { type Backend, keyValueBackend } from "@rcache/core/backend";
import { createCachedFetch } from "@rcache/fetch";
import { Agent, interceptors, request } from "undici";
import { createStorage } from "unstorage";
import { describe, expect, it } from "vitest";
import { keyvBackend, undiciBackend, undiciCacheStore, unstorageBackend, webCache } from "../src/index.ts";

async function origin(headers: Record<string, string>) {
  let count = 0;
  const server = createServer((asked, response) => {
    count += 1;
    const language = asked.headers["accept-language"] ?? "-";
    response.writeHead(200, { "x-many": ["1", "2"], ...headers }).end(`${count} ${language}`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // The cast: a server that listens on a port has an address of this kind.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/a?b=1`,
    count: () => count,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function bytesBackend(): Backend {
  const map = new Map<string, Uint8Array>();
  return keyValueBackend({
    get: (key) => map.get(key),
    set: (key, value) => void map.set(key, value),
    delete: (key) => void map.delete(key),
  });
}

describe.each([
  ["objects", memoryBackend],
  ["bytes", bytesBackend],
])("undiciCacheStore over a backend of %s", (_title, make) => {
  it("keeps what undici stores: fields, bytes, times and variants", async () => {
    await using own = await origin({
      "cache-control": "max-age=60",
      vary: "accept-language",
      "set-cookie": "a=1",
    });
    const store = undiciCacheStore(make());
    await using agent = disposable(new Agent().compose(interceptors.cache({ store, type: "private" })));
    const ask = async (language: string): Promise<unknown> => {
      const { statusCode, headers, body } = await request(own.url, {
        dispatcher: agent.dispatcher,
        headers: { "accept-language": language },
      });
      const { "x-many": many, age } = headers;
      return { statusCode, many, text: await body.text(), isHit: age !== undefined };
    };
    const answers = [];
    for (const language of ["de", "de", "en", "en", "de"]) answers.push(await ask(language));
    const base = { statusCode: 200, many: ["1", "2"] };
    expect(answers).toEqual([
      { ...base, text: "1 de", isHit: false },
      { ...base, text: "1 de", isHit: true },
      { ...base, text: "2 en", isHit: false },
      { ...base, text: "2 en", isHit: true },
      { ...base, text: "1 de", isHit: true },
    ]);
    await request(own.url, { dispatcher: agent.dispatcher, method: "DELETE" }).then(({ body }) =>
      body.dump(),
    );
    expect(await ask("de")).toMatchObject({ text: "4 de", isHit: false });
    await store.close();
  });

  it("gives undici back what it has said of a response, and nothing for what is cut off", async () => {
    const store = undiciCacheStore(make());
    const key = { origin: "http://origin.test", method: "GET", path: "/x" };
    const value = {
      statusCode: 404,
      statusMessage: "Gone fishing",
      headers: { "content-type": "text/plain" },
      etag: '"1"',
      cacheControlDirectives: { "max-age": 5 },
      cachedAt: Date.now(),
      staleAt: Date.now() + 5000,
      deleteAt: Date.now() + 50_000,
    };
    const cut = store.createWriteStream(key, value);
    cut?.write("half");
    cut?.destroy();
    await new Promise((resolve) => cut?.once("close", resolve));
    expect(await store.get(key)).toBeUndefined();
    await new Promise<void>((resolve) => store.createWriteStream(key, value)?.end("whole", resolve));
    expect(await store.get(key)).toMatchObject(value);
    await store.delete(key);
    expect(await store.get(key)).toBeUndefined();
    await store.close();
  });
});

describe("webCache", () => {
  it.each([false, true])(
    "reads and writes the store of a cached fetch as the Cache API does; cacheControl: %s",
    async (cacheControl) => {
      await using own = await origin({ "cache-control": "max-age=60" });
      await using fetch = createCachedFetch({ backend: memoryBackend(), cacheControl, autoClose: true });
      const cache = webCache(fetch);
      const made = "http://origin.test/made";
      expect(await cache.match(made)).toBeUndefined();
      await cache.put(made, new Response("päper", { status: 404, headers: { "x-a": "1" } }));
      const found = await cache.match(new Request(made));
      expect([found?.status, found?.headers.get("x-a"), await found?.text()]).toEqual([404, "1", "päper"]);
      expect((await cache.keys()).map(({ url }) => url)).toEqual([made]);
      expect([await cache.delete(made), await cache.delete(made)]).toEqual([true, false]);
      await (await fetch(own.url)).text();
      expect(await (await cache.match(own.url))?.text()).toBe("1 *");
      expect(own.count()).toBe(1);
      const unkept = cache.put(made, new Response("", { headers: { "cache-control": "no-store" } }));
      await (cacheControl ? expect(unkept).rejects.toThrow(TypeError) : unkept);
    },
  );

  it("refuses what the Cache API refuses", async () => {
    await using fetch = createCachedFetch({ backend: memoryBackend(), autoClose: true });
    const cache = webCache(fetch);
    const url = "http://origin.test/";
    const post = new Request(url, { method: "POST" });
    const varying = new Response("", { headers: { vary: "accept, *" } });
    const cases: readonly (readonly [string | Request, Response])[] = [
      [post, new Response("")],
      ["data:,x", new Response("")],
      [url, new Response("", { status: 206 })],
      [url, varying],
    ];
    for (const [request, response] of cases)
      await expect(cache.put(request, response)).rejects.toThrow(TypeError);
    expect(await cache.match(post)).toBeUndefined();
  });
});

describe("a bridge", () => {
  it("is refused what it cannot use, with what was given and what is expected", () => {
    // The casts: what a program without types may pass.
    expect(() => keyvBackend(new Map() as never)).not.toThrow();
    expect(() => keyvBackend({} as never)).toThrow(/RCACHE_INVALID_OPTION.*get, set, delete/s);
    expect(() => unstorageBackend(undefined as never)).toThrow(/RCACHE_INVALID_OPTION.*getItemRaw/s);
    expect(() => undiciBackend({ get: 1 } as never)).toThrow(/RCACHE_INVALID_OPTION.*createWriteStream/s);
    expect(() => webCache(globalThis.fetch as never)).toThrow(/RCACHE_INVALID_OPTION/);
  });

  it("leaves what others keep in the same store alone", async () => {
    const storage = createStorage();
    await storage.setItem("mine", "kept");
    await using fetch = createCachedFetch({ backend: unstorageBackend(storage), autoClose: true });
    await webCache(fetch).put("http://origin.test/", new Response("x"));
    expect(await storage.getKeys()).not.toEqual(["mine"]);
    await fetch.cache.clear();
    expect(await storage.getKeys()).toEqual(["mine"]);
  });
});

function disposable<D extends { close(): Promise<void> }>(dispatcher: D) {
  return { dispatcher, [Symbol.asyncDispose]: () => dispatcher.close() };
}
