import { portAnswers } from "./port-answers.ts";
import type { ServerKind } from "./service.ts";

/** A real mongod, by its environment variable or Docker Compose only: the package registries have none. */
export const mongodb: ServerKind = {
  name: "mongodb",
  variable: "RCACHE_TEST_MONGODB_URL",
  connect: async (url) => {
    await portAnswers(url);
    return { url, version: "MongoDB of unknown version" };
  },
  compose: { service: "mongodb", port: 27_017, value: (port) => `mongodb://127.0.0.1:${port}` },
};
