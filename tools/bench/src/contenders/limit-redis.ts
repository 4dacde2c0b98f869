import { Redis } from "ioredis";
import type { Contender } from "../harness/client.ts";
import { keptBody } from "./kept-answer.ts";
import { type BareStore, limitClient } from "./limit-client.ts";

/** One GET of bytes by the driver, and a Response. */
export const limitRedis: Contender = {
  role: "limit",
  open: async (_directory, server) => limitClient(bareRedis(server)),
};

/** The same without a Response: one copy of the body is all that is made. */
export const limitRedisBody: Contender = {
  role: "limit",
  open: async (_directory, server) => limitClient(bareRedis(server), keptBody),
};

function bareRedis(server: string): BareStore {
  const client = new Redis(server);
  return {
    get: (key) => client.getBuffer(`limit:${key}`),
    set: (key, value) => client.set(`limit:${key}`, value, "PX", 3_600_000),
    close: () => client.quit(),
  };
}
