import { type CacheEvent, createHttpCache, type HandledResponse } from "@rcache/core";
import { type OwnRedis, startRedisCluster, startRedisServer, withRedisProgram } from "@rcache/services";
import { scriptedOrigin } from "@rcache/testkit";
import { Redis } from "ioredis";
import { describe, expect, it } from "vitest";
import { redisBackend } from "../src/redis-backend.ts";
import { closedPort, host } from "./opening-error.ts";
import { sendByFetch } from "./send-by-fetch.ts";

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

await withRedisProgram(it, () => {
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
