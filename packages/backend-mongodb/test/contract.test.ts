import { withMongodbServers } from "@rcache/services";
import { type BackendSubject, backendContract, faultContract } from "@rcache/testkit";
import { MongoClient } from "mongodb";
import { afterAll, describe, it, vi } from "vitest";
import { mongodbBackend } from "../src/mongodb-backend.ts";

// FerretDB looks at every document of a collection for whatever is not an `_id`.
vi.setConfig({ testTimeout: 120_000 });

await withMongodbServers(it, ({ name, version, url }) => {
  const isShared = name === "ferretdb";
  describe(`${version}, a database for ${isShared ? "all caches" : "each cache"}`, () => {
    const open = ({ cacheName }: { cacheName: string }): ReturnType<typeof mongodbBackend> =>
      mongodbBackend({ cacheName, url, ...(isShared ? { dbName: "contract" } : {}) });
    const client = new MongoClient(url);
    afterAll(() => client.close());
    const loseBytes: BackendSubject["loseBytes"] = (cacheName, { id }, byte) => {
      const _id = `${id} ${String(Math.floor(byte / 524_288)).padStart(8, "0")}`;
      const [dbName, prefix] = isShared ? ["contract", `${cacheName}.`] : [cacheName, ""];
      return client.db(dbName).collection<{ _id: string }>(`${prefix}chunks`).deleteOne({ _id });
    };
    backendContract({ describe, it }, { open, loseBytes });
    faultContract({ describe, it }, { open });
  });
});
