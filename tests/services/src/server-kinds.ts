import { dynamodb } from "./dynamodb.ts";
import { ferretdb } from "./ferretdb.ts";
import { mongodb } from "./mongodb.ts";
import { mongodbH2, mongodbJava } from "./mongodb-java.ts";
import { redis } from "./redis.ts";
import { redisCluster } from "./redis-cluster.ts";
import type { ServerKind, ServiceName } from "./service.ts";

/** Every kind of server that the tests know. */
export const SERVER_KINDS: Readonly<Partial<Record<ServiceName, ServerKind>>> = {
  ferretdb,
  mongodb,
  "mongodb-java": mongodbJava,
  "mongodb-h2": mongodbH2,
  dynamodb,
  redis,
  "redis-cluster": redisCluster,
};
