export { service, serviceOrReason, withRedisProgram, withService } from "./ask-service.ts";
export { withMongodbServers } from "./mongodb-servers.ts";
export { startMongodbOn } from "./own-mongodb.ts";
export { type OwnRedisCluster, startRedisCluster } from "./redis-cluster.ts";
export { type OwnSentinel, startRedisSentinel } from "./redis-sentinel.ts";
export { type OwnRedis, startRedisServer } from "./redis-server.ts";
export { isMissing, type Missing, type Node, type Service, type ServiceName } from "./service.ts";
