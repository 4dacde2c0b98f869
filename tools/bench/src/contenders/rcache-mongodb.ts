import { gridfsBackend } from "@rcache/backend-gridfs";
import { mongodbBackend } from "@rcache/backend-mongodb";
import type { Contender } from "../harness/client.ts";
import { patientMongodbUrl } from "./mongodb-url.ts";
import { ownName } from "./own-name.ts";
import { rcacheClient } from "./rcache-client.ts";

/** @rcache over MongoDB, as an application uses it. */
export const rcacheMongodb: Contender = {
  role: "ours",
  open: async (directory, server) =>
    rcacheClient(mongodbBackend({ url: patientMongodbUrl(server), cacheName: ownName(directory) })),
};

/** @rcache over MongoDB with large bodies in GridFS. */
export const rcacheGridfs: Contender = {
  role: "ours",
  open: async (directory, server) =>
    rcacheClient(gridfsBackend({ url: patientMongodbUrl(server), cacheName: ownName(directory) })),
};
