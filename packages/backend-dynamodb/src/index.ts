export type { Backend } from "@rcache/core/backend";
export { dynamodbBackend } from "./dynamodb-backend.ts";
export type { DynamodbBackendOptions } from "./dynamodb-options.ts";
