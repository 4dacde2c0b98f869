export type { Backend } from "@rcache/core/backend";
export { memoryBackend } from "./memory-backend.ts";
export type { MemoryBackendOptions } from "./memory-options.ts";
