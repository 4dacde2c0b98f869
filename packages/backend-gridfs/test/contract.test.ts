import { withMongodbServers } from "@rcache/services";
import { type BackendSubject, backendContract, faultContract } from "@rcache/testkit";
import { MongoClient } from "mongodb";
import { afterAll, describe, it, vi } from "vitest";
import { gridfsBackend } from "../src/gridfs-backend.ts";

// FerretDB looks at every document of a collection for whatever is not an `_id`.
vi.setConfig({ testTimeout: 120_000 });

await withMongodbServers(it, ({ name, version, url }) => {
  const isShared = name === "ferretdb";
  describe(`${version}, a database for ${isShared ? "all caches" : "each cache"}`, () => {
    const open = ({ cacheName }: { cacheName: string }): ReturnType<typeof gridfsBackend> =>
      gridfsBackend({ cacheName, url, ...(isShared ? { dbName: "gridfs_contract" } : {}) });
    const client = new MongoClient(url);
    afterAll(() => client.close());
    const loseBytes: BackendSubject["loseBytes"] = (cacheName, { id }, byte) => {
      const [dbName, prefix] = isShared ? ["gridfs_contract", `${cacheName}.`] : [cacheName, ""];
      const chunks = client.db(dbName).collection(`${prefix}fs.chunks`);
      return chunks.deleteOne({ files_id: id, n: Math.floor(byte / 261_120) });
    };
    backendContract({ describe, it }, { open, loseBytes });
    faultContract({ describe, it }, { open });
  });
});
