import { redisBackend } from "@rcache/backend-redis";
import type { Contender } from "../harness/client.ts";
import { ownName } from "./own-name.ts";
import { rcacheClient } from "./rcache-client.ts";

/** @rcache over Redis, as an application uses it. */
export const rcacheRedis: Contender = {
  role: "ours",
  open: async (directory, server) =>
    rcacheClient(redisBackend({ url: server, namespace: ownName(directory) })),
};
