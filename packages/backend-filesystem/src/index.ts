export { type FilesystemBackendOptions, filesystemBackend } from "./filesystem-backend.ts";
