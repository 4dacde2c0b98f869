export type { Serializer } from "@rcache/core/backend";
export { yamlSerializer } from "./yaml-serializer.ts";
