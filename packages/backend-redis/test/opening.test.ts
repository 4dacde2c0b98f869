import { once } from "node:events";
import { createServer } from "node:net";
import { startRedisSentinel, startRedisServer, withRedisProgram } from "@rcache/services";
import { headsIn, unusableBackend } from "@rcache/testkit";
import { describe, expect, it } from "vitest";
import { redisBackend } from "../src/redis-backend.ts";
import type { RedisBackendOptions } from "../src/redis-options.ts";
import { closedPort, openingError } from "./opening-error.ts";
import { redisTrial } from "./redis-trial.ts";

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
});
