import { Redis } from "ioredis";
import type { Contender } from "../harness/client.ts";
import { limitClient } from "./limit-client.ts";

/** One GET of bytes by the driver, and a Response. */
export const limitRedis: Contender = {
  role: "limit",
  async open(_directory, server) {
    const client = new Redis(server);
    return limitClient({
      get: (key) => client.getBuffer(`limit:${key}`),
      set: (key, value) => client.set(`limit:${key}`, value, "PX", 3_600_000),
      close: () => client.quit(),
    });
  },
};
