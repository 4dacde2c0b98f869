import { type Collection, MongoClient } from "mongodb";
import type { Client, Contender } from "../harness/client.ts";
import { keptDocument } from "./kept-document.ts";
import { documentLimitClient, limitClient } from "./limit-client.ts";
import { ownName } from "./own-name.ts";

interface Kept {
  readonly _id: string;
  readonly [field: string]: unknown;
}

/** One findOne by `_id` of a document that one can query, and a Response. */
export const limitMongodb: Contender = contender((kept, close) =>
  documentLimitClient({
    getBody: async (key) => bytesOf((await kept.findOne({ _id: key }))?.["bodyBytes"]),
    setBody: (key, body) => kept.replaceOne({ _id: key }, keptDocument(key, body), { upsert: true }),
    close,
  }),
);

/** The same of a document of one field with bytes. */
export const limitMongodbBytes: Contender = contender((kept, close) =>
  limitClient({
    get: async (key) => bytesOf((await kept.findOne({ _id: key }))?.["value"]),
    set: (key, value) => kept.replaceOne({ _id: key }, { value }, { upsert: true }),
    close,
  }),
);

function contender(make: (kept: Collection<Kept>, close: () => Promise<void>) => Client): Contender {
  return {
    role: "limit",
    async open(directory, server) {
      const client = await new MongoClient(server).connect();
      const kept = client.db(ownName(directory)).collection<Kept>("kept", { promoteBuffers: true });
      return make(kept, () => client.close());
    },
  };
}

function bytesOf(value: unknown): Uint8Array | undefined {
  return value instanceof Uint8Array ? value : undefined;
}
