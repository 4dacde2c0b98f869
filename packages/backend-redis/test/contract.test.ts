import { withService } from "@rcache/services";
import { type BackendSubject, backendContract, faultContract } from "@rcache/testkit";
import { describe, it } from "vitest";
import { redisBackend } from "../src/redis-backend.ts";

await withService(it, "redis", (redis) => {
  describe("one server", () => {
    const subject: BackendSubject = { open: ({ cacheName }) => redisBackend({ cacheName, url: redis.url }) };
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
