import { Agent, get, request as httpRequest } from "node:http";
import { pipeline } from "node:stream/promises";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { memoryBackend } from "@rcache/backend-memory";
import { afterEach, describe, expect, it } from "vitest";
import { getCache, installCache, uninstallCache } from "../src/index.ts";
import { type Exchange, exchange, type MarkedMessage, responseBy, responseTo } from "./http-client.ts";
import { counting, origin } from "./patched-process.ts";
import { program } from "./program.ts";

const MEMORY = { backend: "memory" } as const;

afterEach(() => {
  uninstallCache();
});

describe("a request of node:http in a patched process", () => {
  it.each([true, false])(
    "has the bytes, fields and events of an unpatched one, on a miss and on a hit; keep-alive: %s",
    async (keepAlive) => {
      const agent = new Agent({ keepAlive });
      await using own = await origin((_request, response) => {
        response.setHeader("X-Mixed-Case", ["1", "2"]);
        response.setHeader("Set-Cookie", ["a=1", "b=2"]);
        response.setHeader("Date", "Mon, 30 Nov 2026 08:00:00 GMT");
        response.end("päper".repeat(500));
      });
      const plain = await exchange(own.url, { agent });
      using _installed = installCache({ ...MEMORY, replaySetCookie: true });
      const miss = await exchange(own.url, { agent });
      const hit = await exchange(own.url, { agent });
      expect([plain.fromCache, miss.fromCache, hit.fromCache]).toEqual([undefined, false, true]);
      expect(comparable(miss)).toEqual(comparable(plain));
      expect(hit).toMatchObject({ status: 200, body: plain.body, events: plain.events });
      expect(hit.headers).toMatchObject({ "x-mixed-case": "1, 2", "set-cookie": ["a=1", "b=2"] });
      expect(hit.rawHeaders).toContain("X-Mixed-Case");
      expect(own.count()).toBe(2);
      agent.destroy();
    },
  );

  it.each([
    ["named import", (url: string) => responseBy((done) => get(url, done))],
    [
      "header list",
      (url: string) =>
        responseBy((done) => get(url, { headers: ["X-A", "1", "Host", new URL(url).host] }, done)),
    ],
    ["agent: false", (url: string) => responseBy((done) => get(url, { agent: false }, done))],
    ["an agent of one's own", (url: string) => responseBy((done) => get(url, { agent: new Agent() }, done))],
    [
      "end() after a promise",
      async (url: string) => {
        await Promise.resolve();
        const request = httpRequest(url);
        const response = responseBy((done) => request.on("response", done));
        await Promise.resolve();
        request.end();
        return response;
      },
    ],
    [
      "a field set after it was made",
      (url: string) =>
        responseBy((done) => {
          const request = httpRequest(url, done);
          request.setHeader("X-Late", "1");
          request.end();
        }),
    ],
  ])("is seen: %s", async (_what, ask) => {
    await using own = await counting();
    using _installed = installCache(MEMORY);
    const first = await ask(own.url);
    expect([String(await read(first)), first.fromCache]).toEqual(["1", false]);
    const second = await ask(own.url);
    expect([String(await read(second)), second.fromCache]).toEqual(["1", true]);
  });

  it("reads an answer of 20 MB at its own pace, from the origin and from the cache, and lets go midway", async () => {
    const part = Buffer.alloc(1 << 20, 7);
    await using own = await origin(async (_request, response) => {
      for (let i = 0; i < 20; i += 1)
        if (!response.write(part)) await new Promise((resolve) => response.once("drain", resolve));
      response.end();
    });
    using _installed = installCache({ backend: memoryBackend({ maxBytes: 1 << 28 }) });
    for (const expected of [false, true]) {
      const response = await responseTo(own.url);
      let bytes = 0;
      await pipeline(
        response,
        async function* (chunks) {
          for await (const chunk of chunks) {
            bytes += chunk.length;
            expect(response.readableLength).toBeLessThan(1 << 21);
            await new Promise((resolve) => setImmediate(resolve));
            yield chunk;
          }
        },
        async (chunks) => {
          for await (const _ of chunks);
        },
      );
      expect([bytes, response.fromCache, response.complete]).toEqual([20 << 20, expected, true]);
      await getCache()?.flush();
    }
    const left = await responseTo(own.url);
    left.once("data", () => left.destroy());
    await new Promise((resolve) => left.once("close", resolve));
    expect([left.aborted, left.destroyed, own.count()]).toEqual([true, true, 1]);
  });

  it("is validated by a request of the cache's own, with the caller's fields", async () => {
    const asked: string[] = [];
    await using own = await origin((request, response) => {
      asked.push(`${request.headers["if-none-match"]} ${request.headers["x-caller"]}`);
      response.setHeader("ETag", '"1"');
      if (request.headers["if-none-match"] === '"1"') response.writeHead(304).end();
      else response.end("body");
    });
    using _installed = installCache({ ...MEMORY, alwaysRevalidate: true });
    const options = { headers: { "X-Caller": "me" } };
    await exchange(own.url, options);
    const second = await exchange(own.url, options);
    expect([second.body, second.status, second.fromCache, asked]).toEqual([
      "body",
      200,
      true,
      ["undefined me", '"1" me'],
    ]);
  });

  it("is coded as on the wire, also where a fetch has stored the answer plain", async () => {
    const text = "päper ".repeat(1_000);
    await using own = await origin((request, response) => {
      const coding = request.url === "/br" ? "br" : "gzip";
      response.setHeader("Content-Encoding", coding);
      response.end(coding === "br" ? brotliCompressSync(text) : gzipSync(text));
    });
    using _installed = installCache(MEMORY);
    const coded = await exchange(`${own.url}/gzip`);
    const [viaFetch, again] = [
      await (await fetch(`${own.url}/gzip`)).text(),
      await exchange(`${own.url}/gzip`),
    ];
    expect([viaFetch, again.headers["content-encoding"], again.body]).toEqual([text, "gzip", coded.body]);
    const plain = {
      status: 200,
      url: `${own.url}/put`,
      headers: [
        ["Content-Encoding", "br"],
        ["X-A", "1\r\nX-B: 2"],
      ] as const,
    };
    await getCache()?.put(
      { method: "GET", url: `${own.url}/put`, headers: [] },
      { ...plain, body: new TextEncoder().encode(text), coding: "decoded" },
    );
    const decoded = await exchange(`${own.url}/put`);
    expect([decoded.body, decoded.headers["content-encoding"], decoded.fromCache]).toEqual([
      text,
      undefined,
      true,
    ]);
    expect(decoded.rawHeaders.join("")).not.toMatch(/[\r\n]/);
  });

  it("with a body is answered from the cache where its method is among those that are", async () => {
    await using own = await counting();
    using _installed = installCache({ ...MEMORY, allowableMethods: ["GET", "POST"] });
    const post = (text: string): Promise<Exchange> =>
      exchange(own.url, { method: "POST", headers: { "Content-Type": "text/plain" } }, text);
    expect([(await post("ä")).body, (await post("ä")).body, (await post("b")).body]).toEqual(["1", "1", "2"]);
    expect(
      await (
        await fetch(own.url, { method: "POST", headers: { "content-type": "text/plain" }, body: "ä" })
      ).text(),
    ).toBe("1");
  });

  it("passes where no cache can answer: CONNECT, upgrades, sockets of the file system", async () => {
    await using own = await origin((_request, response) => response.end("plain"));
    using _installed = installCache(MEMORY);
    const upgrade = await exchange(own.url, { headers: { Connection: "Upgrade", Upgrade: "nothing" } });
    expect([upgrade.body, upgrade.fromCache]).toEqual(["plain", undefined]);
  });

  it("passes, with one warning, where the cache cannot be opened", async () => {
    await using own = await counting();
    const warnings: string[] = [];
    const note = (warning: Error): void => void warnings.push(warning.message);
    process.on("warning", note);
    using _installed = installCache({ backend: "rediss-typo://x" as "memory" });
    expect([
      (await exchange(own.url)).body,
      (await exchange(own.url)).body,
      await (await fetch(own.url)).text(),
    ]).toEqual(["1", "2", "3"]);
    await new Promise((resolve) => setImmediate(resolve));
    process.off("warning", note);
    expect(warnings.filter((text) => text.includes("RCACHE_"))).toHaveLength(1);
  });

  it("without a listener for errors, or with one that throws, ends the process as without a cache", async () => {
    const { printed } = await program("uncaught.ts");
    expect(printed).toBe("ECONNREFUSED mine mine");
  });

  it("that is under way when the cache is taken away ends as it began", async () => {
    await using own = await counting();
    const installed = installCache(MEMORY);
    const asked = exchange(own.url);
    installed.uninstall();
    expect(await asked).toMatchObject({ body: "1", status: 200 });
  });
});

/** What a caller can compare: all but what a cache says of itself. */
function comparable({ status, body, events, rawHeaders }: Exchange): unknown {
  return {
    status,
    body,
    events,
    rawHeaders: rawHeaders.filter((_, at) => !/^age$/i.test(rawHeaders[at & ~1] ?? "")),
  };
}

async function read(response: MarkedMessage): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return Buffer.concat(chunks);
}
