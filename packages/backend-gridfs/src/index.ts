export type { Backend } from "@rcache/core/backend";
export { type GridfsBackendOptions, gridfsBackend } from "./gridfs-backend.ts";
