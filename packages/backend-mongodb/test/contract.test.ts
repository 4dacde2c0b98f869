import { withMongodbServers } from "@rcache/services";
import { backendContract, faultContract } from "@rcache/testkit";
import { describe, it, vi } from "vitest";
import { mongodbBackend } from "../src/mongodb-backend.ts";

// FerretDB looks at every document of a collection for whatever is not an `_id`.
vi.setConfig({ testTimeout: 120_000 });

await withMongodbServers(it, ({ name, version, url }) => {
  const isShared = name === "ferretdb";
  describe(`${version}, a database for ${isShared ? "all caches" : "each cache"}`, () => {
    const open = ({ cacheName }: { cacheName: string }): ReturnType<typeof mongodbBackend> =>
      mongodbBackend({ cacheName, url, ...(isShared ? { dbName: "contract" } : {}) });
    backendContract({ describe, it }, { open });
    faultContract({ describe, it }, { open });
  });
});
