import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { Agent, type ClientRequest, get, request as httpRequest } from "node:http";
import { pipeline } from "node:stream/promises";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { memoryBackend } from "@rcache/backend-memory";
import { manualClock } from "@rcache/testkit";
import { afterEach, describe, expect, it } from "vitest";
import { getCache, installCache, uninstallCache } from "../src/index.ts";
import { begin, type Exchange, exchange, type MarkedMessage, responseTo } from "./http-client.ts";
import { counting, origin } from "./patched-process.ts";
import { program } from "./program.ts";

const MEMORY = { backend: "memory" } as const;

afterEach(() => {
  uninstallCache();
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

  it("keeps nothing of an answer whose reader leaves, or that nobody listens to", async () => {
    let end = (): void => undefined;
    await using own = await origin((_request, response) => {
      response.write("first");
      end = () => response.end("last");
    });
    using _installed = installCache(MEMORY);
    const left = await responseTo(own.url);
    left.destroy();
    await new Promise((resolve) => left.once("close", resolve));
    const ignored = begin(`${own.url}/ignored`);
    await answered(ignored);
    end();
    await new Promise((resolve) => ignored.once("close", resolve));
    await getCache()?.flush();
    expect(await getCache()?.count()).toBe(0);
    const whole = exchange(own.url);
    await own.asked(3);
    end();
    expect((await whole).body).toBe("firstlast");
  });

  it("is answered once for ten at a time, and each has its own body", async () => {
    await using own = await counting();
    using _installed = installCache(MEMORY);
    const bodies = await Promise.all(Array.from({ length: 10 }, async () => (await exchange(own.url)).body));
    expect([new Set(bodies), own.count()]).toEqual([new Set(["1"]), 1]);
  });

  it("is unharmed by a leader that leaves while others wait", async () => {
    let answer = (): void => undefined;
    await using own = await origin((_request, response) => {
      answer = () => response.end("whole");
    });
    using _installed = installCache(MEMORY);
    const leader = begin(own.url);
    const told = failure(leader);
    await own.asked(1);
    const followers = [exchange(own.url), exchange(own.url)];
    leader.destroy();
    expect(await told).toMatchObject({ code: "ECONNRESET" });
    await own.asked(2);
    answer();
    expect((await Promise.all(followers)).map(({ body }) => body)).toEqual(["whole", "whole"]);
  });

  it("leaves at once when it is destroyed while it waits for another's answer", async () => {
    await using own = await origin(() => undefined);
    using _installed = installCache(MEMORY);
    const leader = begin(own.url);
    const ended = failure(leader);
    await own.asked(1);
    const controller = new AbortController();
    const [aborted, late] = [begin(own.url, { signal: controller.signal }), begin(own.url, { timeout: 20 })];
    const outcomes = [failure(aborted), failure(late)];
    late.on("timeout", () => late.destroy(new Error("too late")));
    setImmediate(() => controller.abort());
    const [first, second] = await Promise.all(outcomes);
    expect([first?.name, second?.message, own.count()]).toEqual(["AbortError", "too late", 1]);
    leader.destroy();
    await ended;
  });

  it("fails as without a cache where the origin does, its followers too", async () => {
    await using own = await origin((request, response) => {
      const cut = (): void => void request.socket.destroy();
      if (request.url === "/cut") response.writeHead(200, { "Content-Length": "10" }).write("half", cut);
      else cut();
    });
    const plain = [await exchange(own.url).catch(codeOf), await exchange(`${own.url}/cut`).catch(codeOf)];
    using _installed = installCache(MEMORY);
    for (const path of ["", "/cut"]) {
      const codes = await Promise.all([1, 2, 3].map(() => exchange(own.url + path).catch(codeOf)));
      expect(codes).toEqual(Array(3).fill(plain[path === "" ? 0 : 1]));
    }
    expect(await exchange("http://127.0.0.1:1/").catch(codeOf)).toBe("ECONNREFUSED");
    expect(await getCache()?.count()).toBe(0);
  });

  it("a stale answer stands in for a failure and for an error status, as settings allow", async () => {
    let behaviour: "answer" | "fail" | "reset" = "answer";
    await using own = await origin((request, response) => {
      if (behaviour === "reset") request.socket.destroy();
      else response.writeHead(behaviour === "fail" ? 503 : 200).end(behaviour);
    });
    const clock = manualClock();
    const agent = new Agent({ keepAlive: true });
    using _installed = installCache({ ...MEMORY, clock, expireAfter: 1, staleIfError: true });
    const plain = await exchange(own.url, { agent });
    for (const next of ["fail", "reset"] as const) {
      behaviour = next;
      clock.advance(5_000);
      const answer = await exchange(own.url, { agent });
      expect([answer.status, answer.body, answer.fromCache]).toEqual([200, "answer", true]);
      expect(answer.events).toEqual(plain.events);
    }
    agent.destroy();
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

  it("keeps answers apart by Host, by certificate and by whether the peer is checked", async () => {
    await using own = await counting();
    using _installed = installCache(MEMORY);
    const asks = [{}, { headers: { Host: "b.example" } }, { headers: { Host: "c.example" } }];
    const bodies: string[] = [];
    for (const options of [...asks, ...asks]) bodies.push((await exchange(own.url, options)).body);
    expect(bodies).toEqual(["1", "2", "3", "1", "2", "3"]);
  });

  it("changes what is stored by a success of an unsafe method, before its caller knows", async () => {
    await using own = await origin((request, response) => {
      response.writeHead(request.method === "PUT" ? 409 : 200).end(String(own.count()));
    });
    using _installed = installCache(MEMORY);
    await exchange(own.url);
    await exchange(own.url, { method: "PUT" }, "refused");
    expect((await exchange(own.url)).body).toBe("1");
    const streamed = httpRequest(own.url, { method: "POST" });
    const answered = responseBy((done) => streamed.on("response", done));
    streamed.write("in ");
    setImmediate(() => streamed.end("pieces"));
    const response = await answered;
    expect((await exchange(own.url)).body).toBe("4");
    response.resume();
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

function responseBy(ask: (done: (response: MarkedMessage) => void) => unknown): Promise<MarkedMessage> {
  return new Promise((resolve) => {
    ask(resolve);
  });
}

function failure(request: ClientRequest): Promise<Error> {
  return new Promise((resolve) => request.once("error", resolve));
}

/** Its head has come, whether anybody listens or not. */
function answered(request: ClientRequest): Promise<void> {
  return new Promise((resolve) => {
    const onAnswer = (message: unknown): void => {
      if (Reflect.get(Object(message), "request") !== request) return;
      unsubscribe("http.client.response.finish", onAnswer);
      resolve();
    };
    subscribe("http.client.response.finish", onAnswer);
  });
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : error;
}
