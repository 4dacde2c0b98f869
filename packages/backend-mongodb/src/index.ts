export type { Backend } from "@rcache/core/backend";
export { type MongodbBackend, mongodbBackend } from "./mongodb-backend.ts";
export type { MongodbBackendOptions } from "./mongodb-options.ts";
