export type { BodyBytes, BytesWriter, OpenBodyBytes } from "./body-bytes.ts";
export {
  type MongodbBackend,
  type MongodbVariation,
  mongodbBackend,
  mongodbBackendWith,
} from "./mongodb-backend.ts";
export type { MongodbBackendOptions } from "./mongodb-options.ts";
