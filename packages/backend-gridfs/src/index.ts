export { type GridfsBackendOptions, gridfsBackend } from "./gridfs-backend.ts";
