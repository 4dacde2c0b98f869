export type { Serializer } from "@rcache/core/backend";
export { jsonSerializer } from "./json-serializer.ts";
