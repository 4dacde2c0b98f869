import { dynamodbBackend } from "@rcache/backend-dynamodb";
import type { Contender } from "../harness/client.ts";
import { dynamodbConfig } from "./dynamodb-config.ts";
import { ownName } from "./own-name.ts";
import { rcacheClient } from "./rcache-client.ts";

/** @rcache over DynamoDB, as an application uses it. */
export const rcacheDynamodb: Contender = {
  role: "ours",
  open: async (directory, server) =>
    rcacheClient(dynamodbBackend({ cacheName: ownName(directory), clientConfig: dynamodbConfig(server) })),
};
