import { withService } from "@rcache/services";
import { type BackendSubject, backendContract, faultContract } from "@rcache/testkit";
import { Redis } from "ioredis";
import { afterAll, describe, it } from "vitest";
import { KeyNames } from "../src/key-names.ts";
import { redisBackend } from "../src/redis-backend.ts";

await withService(it, "redis", (redis) => {
  describe("one server", () => {
    const client = new Redis(redis.url);
    afterAll(() => client.disconnect());
    const subject: BackendSubject = {
      open: ({ cacheName }) => redisBackend({ cacheName, url: redis.url }),
      loseBytes: (cacheName, { target, id }, byte) =>
        client.unlink(`${new KeyNames(cacheName).base(target)}c:${id}:${Math.floor(byte / 262_144)}`),
    };
    backendContract({ describe, it }, subject);
    faultContract({ describe, it }, subject);
  });
  describe("one server without native expiry", () => {
    backendContract(
      { describe, it },
      { open: ({ cacheName }) => redisBackend({ cacheName, url: redis.url, ttl: false }) },
    );
  });
});

await withService(it, "redis-cluster", (redis) => {
  describe("a cluster", () => {
    const subject: BackendSubject = {
      open: ({ cacheName }) => redisBackend({ cacheName, cluster: redis.nodes ?? [redis.url] }),
    };
    backendContract({ describe, it }, subject);
    faultContract({ describe, it }, subject);
  });
});
