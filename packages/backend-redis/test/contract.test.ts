import { withService } from "@rcache/services";
import { backendContract } from "@rcache/testkit";
import { describe, it } from "vitest";
import { redisBackend } from "../src/redis-backend.ts";

await withService(it, "redis", (redis) => {
  describe("one server", () => {
    backendContract(
      { describe, it },
      { open: ({ cacheName }) => redisBackend({ cacheName, url: redis.url }) },
    );
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
    backendContract(
      { describe, it },
      { open: ({ cacheName }) => redisBackend({ cacheName, cluster: redis.nodes ?? [redis.url] }) },
    );
  });
});
