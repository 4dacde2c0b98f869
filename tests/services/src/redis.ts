import { needRedisProgram, startRedisServer } from "./redis-server.ts";
import { redisVersion } from "./redis-wire.ts";
import type { Location, ServerKind } from "./service.ts";

/** One Redis server. */
export const redis: ServerKind = {
  name: "redis",
  variable: "RCACHE_TEST_REDIS_URL",
  connect: async (value): Promise<Location> => {
    const { hostname, port } = new URL(value);
    const version = await redisVersion({ host: hostname, port: Number(port || 6_379) });
    return { url: value, version: `Redis ${version}` };
  },
  compose: { service: "redis", port: 6_379, value: (port) => `redis://127.0.0.1:${port}` },
  start: async (around) => (await needRedisProgram(around)) ?? (await startRedisServer()),
};
