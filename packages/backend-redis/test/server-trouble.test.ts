import { once } from "node:events";
import { createServer } from "node:net";
import { type CacheEvent, createHttpCache, type HandledResponse } from "@rcache/core";
import {
  type OwnRedis,
  startRedisCluster,
  startRedisSentinel,
  startRedisServer,
  withRedisProgram,
  withService,
} from "@rcache/services";
import { headsIn, scriptedOrigin, unusableBackend } from "@rcache/testkit";
import { Redis } from "ioredis";
import { describe, expect, it } from "vitest";
import { redisBackend } from "../src/redis-backend.ts";
import type { RedisBackendOptions } from "../src/redis-options.ts";
import { redisTrial } from "./redis-trial.ts";
import { sendByFetch } from "./send-by-fetch.ts";

const host = { nowMs: () => Date.now(), report: () => undefined };

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}

function iteratorOf(body: HandledResponse["body"]): AsyncIterator<Uint8Array> {
  if (body === null || body instanceof Uint8Array) throw new Error("no large body");
  return body[Symbol.asyncIterator]();
}

async function read(body: HandledResponse["body"]): Promise<string> {
  if (body === null || body instanceof Uint8Array) return text(body ?? undefined);
  let all = "";
  for await (const chunk of body) all += text(chunk);
  return all;
}

function text(bytes: Uint8Array | undefined): string {
  return new TextDecoder().decode(bytes);
}

async function openingError(options: RedisBackendOptions): Promise<unknown> {
  const backend = redisBackend(options);
  return await Promise.resolve(backend.open(host)).then(
    () => backend.close(),
    (error: unknown) => error,
  );
}

describe("open", () => {
  it.each([
    ["a server", (port: number): RedisBackendOptions => ({ port })],
    ["a URL", (port: number): RedisBackendOptions => ({ url: `redis://:secret@127.0.0.1:${port}/2` })],
    ["a cluster", (port: number): RedisBackendOptions => ({ cluster: [{ host: "127.0.0.1", port }] })],
    [
      "sentinels",
      (port: number): RedisBackendOptions => ({
        sentinels: [{ host: "127.0.0.1", port }],
        sentinelName: "main",
      }),
    ],
  ])("rejects where nobody listens: %s", async (_, options) => {
    const error = await openingError(options(await closedPort()));
    expect(error).toMatchObject({ code: "RCACHE_BACKEND_UNUSABLE" });
    expect(String(error)).not.toContain("secret");
  });

  it("that fails makes ready() reject, and costs each request one event", async () => {
    const port = await closedPort();
    const { code, message } = await unusableBackend(redisBackend({ port }));
    expect([code, message]).toEqual([
      "RCACHE_BACKEND_UNUSABLE",
      expect.stringMatching(new RegExp(`127\\.0\\.0\\.1:${port}|ECONNREFUSED`)),
    ]);
  });

  it("rejects where a server takes the connection and says nothing", async () => {
    const silent = createServer().listen(0, "127.0.0.1");
    await once(silent, "listening");
    const address = silent.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const error = await openingError({ port, clientOptions: { connectTimeout: 50 } });
    expect(error).toMatchObject({ code: "RCACHE_BACKEND_UNUSABLE" });
    silent.close();
  });
});

await withRedisProgram(it, () => {
  describe("credentials", () => {
    it("that are wrong make open reject, and right ones open the same server", async () => {
      const server = await startRedisServer({ args: ["--requirepass", "right"] });
      try {
        for (const password of [undefined, "wrong"]) {
          const given = password === undefined ? {} : { password };
          const error = await openingError({ port: server.port, ...given });
          expect(error).toMatchObject({ code: "RCACHE_BACKEND_UNUSABLE" });
          expect(String(error)).toMatch(/NOAUTH|WRONGPASS/);
          const told = await unusableBackend(redisBackend({ port: server.port, ...given }));
          expect(told.message).toMatch(/NOAUTH|WRONGPASS/);
        }
        expect(await openingError({ port: server.port, password: "right" })).toBeUndefined();
        expect(await openingError({ url: `redis://:right@127.0.0.1:${server.port}` })).toBeUndefined();
      } finally {
        await server.stop();
      }
    });
  });

  describe("sentinels", () => {
    it("say where the master is", async () => {
      const server = await startRedisServer();
      const sentinel = await startRedisSentinel("main", { host: "127.0.0.1", port: server.port });
      const { host: sentinelHost, port } = sentinel;
      const trial = redisTrial({ sentinels: [{ host: sentinelHost, port }], sentinelName: "main" });
      try {
        const backend = await trial.open();
        expect(await backend.put(await trial.record("a"))).toBe("stored");
        expect(await headsIn(backend)).toHaveLength(1);
        const other = { sentinels: [{ host: sentinelHost, port }], sentinelName: "other" };
        expect(await openingError(other)).toMatchObject({ code: "RCACHE_BACKEND_UNUSABLE" });
      } finally {
        await trial.end();
        await sentinel.stop();
        await server.stop();
      }
    });
  });

  describe("a server that stops in the middle of a large body", () => {
    it("costs its reader the deadline, and the rest comes from the origin where a strong tag proves it the same", async () => {
      const server = await startRedisServer();
      const client = new Redis(server.url);
      const pid = Number(/process_id:(\d+)/.exec(await client.info("server"))?.[1]);
      client.disconnect();
      await using origin = await scriptedOrigin();
      const whole = "0123456789".repeat(300_000);
      const events: CacheEvent[] = [];
      const backend = redisBackend({ url: server.url });
      const cache = createHttpCache({
        ...{ backend, expireAfter: "1h", inlineBytes: 1_000, backendDeadlineMs: 300 },
        onEvent: (event) => events.push(event),
      });
      try {
        for (const [path, headers] of [
          ["/tagged", { ETag: '"one"' }],
          ["/plain", {}],
        ] as const) {
          events.length = 0;
          origin.answer(path, { body: whole, headers });
          const handle = () =>
            cache.handle({ method: "GET", url: origin.url + path, headers: [] }, sendByFetch);
          await read((await handle()).body);
          await cache.flush();
          const hit = await handle();
          expect(hit.cache.kind).toBe("hit");
          const chunks = iteratorOf(hit.body);
          const first = await chunks.next();
          process.kill(pid, "SIGSTOP");
          const rest = await read({ [Symbol.asyncIterator]: () => chunks }).catch((error: unknown) => error);
          process.kill(pid, "SIGCONT");
          if (path === "/tagged") expect(`${text(first.value)}${String(rest)}` === whole).toBe(true);
          else expect(rest).toMatchObject({ code: "RCACHE_BACKEND_FAILED" });
          expect(events.filter(({ kind }) => kind === "backend-failed")).toMatchObject([
            { operation: "bodies.read", error: { code: "RCACHE_BACKEND_TIMEOUT" } },
          ]);
        }
      } finally {
        await cache.close();
        await backend.close();
        await server.stop();
      }
    }, 60_000);
  });

  describe("a server that is killed and comes back empty", () => {
    it("costs requests nothing but the cache", async () => {
      let server: OwnRedis = await startRedisServer();
      await using origin = await scriptedOrigin();
      origin.answer("/", { body: "answer" });
      const events: CacheEvent[] = [];
      const backend = redisBackend({ url: server.url });
      const cache = createHttpCache({
        backend,
        expireAfter: "1h",
        circuitBreaker: false,
        onEvent: (event) => events.push(event),
      });
      const ask = async (): Promise<string> => {
        const request = { method: "GET", url: `${origin.url}/`, headers: [] };
        const { kind } = (await cache.handle(request, sendByFetch)).cache;
        await cache.flush();
        return kind;
      };
      expect([await ask(), await ask()]).toEqual(["miss", "hit"]);
      await server.kill();
      expect([await ask(), await ask()]).toEqual(["miss", "miss"]);
      expect(events.filter(({ kind }) => kind === "backend-failed").length).toBeGreaterThan(0);

      server = await startRedisServer({ port: server.port });
      const kinds: string[] = [];
      // The client comes back by itself; how soon is its own matter.
      await expect.poll(async () => kinds.push(await ask()) && kinds.at(-1), { timeout: 10_000 }).toBe("hit");
      expect(new Set(kinds.slice(0, -1))).toEqual(new Set(["miss"]));
      await cache.close();
      await backend.close();
      await server.stop();
    }, 30_000);

    it("that was not there at first is used once it is", async () => {
      const port = await closedPort();
      const backend = redisBackend({ port });
      await expect(Promise.resolve(backend.open(host))).rejects.toMatchObject({
        code: "RCACHE_BACKEND_UNUSABLE",
      });
      const server = await startRedisServer({ port });
      await backend.open(host);
      expect(await backend.find({ target: "a", selector: "GET" }, "-")).toEqual({
        complete: true,
        records: [],
        epoch: "0",
      });
      await server.kill();
      await backend.close();
      expect(() => backend.find({ target: "a", selector: "GET" })).toThrow("RCACHE_CLOSED");
    });
  });
});

await withRedisProgram(it, () => {
  describe("a cluster that loses a node", () => {
    it("costs requests nothing but the cache", async () => {
      const cluster = await startRedisCluster();
      await using origin = await scriptedOrigin();
      const backend = redisBackend({ cluster: cluster.nodes });
      const cache = createHttpCache({ backend, expireAfter: "1h", circuitBreaker: false });
      const paths = Array.from({ length: 12 }, (_, i) => `/${i}`);
      for (const path of paths) origin.answer(path, { body: path });
      const askAll = (): Promise<readonly string[]> =>
        Promise.all(
          paths.map(async (path) => {
            const request = { method: "GET", url: `${origin.url}${path}`, headers: [] };
            const { cache: outcome, body } = await cache.handle(request, sendByFetch);
            expect(body instanceof Uint8Array && new TextDecoder().decode(body)).toBe(path);
            return outcome.kind;
          }),
        );
      expect(new Set(await askAll())).toEqual(new Set(["miss"]));
      await cache.flush();
      expect(new Set(await askAll())).toEqual(new Set(["hit"]));
      await cluster.servers[1]?.kill();
      const kinds = await askAll();
      expect(kinds).toContain("miss");
      await cache.close();
      await backend.close();
      await cluster.stop();
    }, 30_000);
  });
});

await withService(it, "redis", ({ url }) => {
  describe("RED-02 a given client", () => {
    it("is used as it is and left open", async () => {
      const client = new Redis(url);
      const trial = redisTrial({ client });
      const backend = await trial.open();
      await backend.put(await trial.record("a"));
      await trial.end();
      expect(await client.ping()).toBe("PONG");
      client.disconnect();
    });

    it("may be anything of that shape", async () => {
      const inner = new Redis(url);
      const client = {
        call: (command: string, ...args: readonly (string | Uint8Array | number)[]) =>
          inner.call(command, ...args.map(nodeArg)),
        callBuffer: async (command: string, ...args: readonly (string | Uint8Array | number)[]) =>
          plainBytes(await inner.callBuffer(command, ...args.map(nodeArg))),
        quit: () => inner.quit(),
      };
      const trial = redisTrial({ client });
      const backend = await trial.open();
      const record = await trial.record("a");
      await backend.put(record);
      const [found] = (await backend.find({ target: "a", selector: "GET" }, "-")).records;
      expect(found?.value).toEqual(record.value);
      await trial.end();
      inner.disconnect();
    });

    it("that fails makes open reject", async () => {
      const client = {
        call: () => Promise.reject(new Error("no")),
        callBuffer: () => Promise.reject(new Error("no")),
        quit: () => Promise.resolve(),
      };
      expect(await openingError({ client })).toMatchObject({ code: "RCACHE_BACKEND_UNUSABLE" });
    });
  });
});

function nodeArg(arg: string | Uint8Array | number): string | Buffer | number {
  return arg instanceof Uint8Array ? Buffer.from(arg) : arg;
}

/** Bytes that are no Buffer. */
function plainBytes(reply: unknown): unknown {
  if (Array.isArray(reply)) return reply.map(plainBytes);
  return reply instanceof Uint8Array ? new Uint8Array(reply) : reply;
}
