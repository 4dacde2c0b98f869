import { MongoClient } from "mongodb";
import type { Contender } from "../harness/client.ts";
import { limitClient } from "./limit-client.ts";
import { ownName } from "./own-name.ts";

/** One findOne by `_id` of a document with bytes, and a Response. */
export const limitMongodb: Contender = {
  role: "limit",
  async open(directory, server) {
    const client = await new MongoClient(server).connect();
    const kept = client
      .db(ownName(directory))
      .collection<{ _id: string; value: Uint8Array }>("kept", { promoteBuffers: true });
    return limitClient({
      get: async (key) => (await kept.findOne({ _id: key }))?.value,
      set: (key, value) => kept.replaceOne({ _id: key }, { value }, { upsert: true }),
      close: () => client.close(),
    });
  },
};
