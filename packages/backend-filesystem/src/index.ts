export type { Backend } from "@rcache/core/backend";
export { filesystemBackend } from "./filesystem-backend.ts";
export type { FilesystemBackendOptions } from "./filesystem-options.ts";
