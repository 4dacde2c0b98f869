export type { Backend } from "@rcache/core/backend";
export { indexedDbBackend } from "./indexeddb-backend.ts";
export type { IndexedDbBackendOptions } from "./indexeddb-options.ts";
