export type { Serializer } from "@rcache/core/backend";
export { bsonSerializer } from "./bson-serializer.ts";
