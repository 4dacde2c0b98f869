import { dynamodbBackend } from "@rcache/backend-dynamodb";
import { gridfsBackend } from "@rcache/backend-gridfs";
import { mongodbBackend } from "@rcache/backend-mongodb";
import { redisBackend } from "@rcache/backend-redis";
import { dynamodbConfig } from "../contenders/dynamodb-config.ts";
import { patientMongodbUrl } from "../contenders/mongodb-url.ts";
import { ownName } from "../contenders/own-name.ts";
import type { Grower } from "./grower.ts";
import { rcacheGrower } from "./rcache-grower.ts";

/** @rcache over Redis. */
export function growRcacheRedis(directory: string, server: string): Grower {
  return rcacheGrower(redisBackend({ url: server, namespace: ownName(directory) }));
}

/** @rcache over MongoDB. */
export function growRcacheMongodb(directory: string, server: string): Grower {
  return rcacheGrower(mongodbBackend({ url: patientMongodbUrl(server), cacheName: ownName(directory) }));
}

/** @rcache over MongoDB with large bodies in GridFS. */
export function growRcacheGridfs(directory: string, server: string): Grower {
  return rcacheGrower(gridfsBackend({ url: patientMongodbUrl(server), cacheName: ownName(directory) }));
}

/** @rcache over DynamoDB. */
export function growRcacheDynamodb(directory: string, server: string): Grower {
  return rcacheGrower(
    dynamodbBackend({ cacheName: ownName(directory), clientConfig: dynamodbConfig(server) }),
  );
}
