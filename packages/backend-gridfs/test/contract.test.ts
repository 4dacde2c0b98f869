import { withMongodbServers } from "@rcache/services";
import { backendContract, faultContract } from "@rcache/testkit";
import { describe, it, vi } from "vitest";
import { gridfsBackend } from "../src/gridfs-backend.ts";

// FerretDB looks at every document of a collection for whatever is not an `_id`.
vi.setConfig({ testTimeout: 120_000 });

await withMongodbServers(it, ({ name, version, url }) => {
  const isShared = name === "ferretdb";
  describe(`${version}, a database for ${isShared ? "all caches" : "each cache"}`, () => {
    const open = ({ cacheName }: { cacheName: string }): ReturnType<typeof gridfsBackend> =>
      gridfsBackend({ cacheName, url, ...(isShared ? { dbName: "gridfs_contract" } : {}) });
    backendContract({ describe, it }, { open });
    faultContract({ describe, it }, { open });
  });
});
