import { service, withService } from "@rcache/services";
import { backendContract } from "@rcache/testkit";
import { describe, it, vi } from "vitest";
import { gridfsBackend } from "../src/gridfs-backend.ts";

// FerretDB looks at every document of a collection for whatever is not an `_id`.
vi.setConfig({ testTimeout: 120_000 });

await withService(it, "mongodb-java", (server) => {
  describe("mongo-java-server, a database for each cache", () => {
    backendContract(
      { describe, it },
      { open: ({ cacheName }) => gridfsBackend({ cacheName, url: server.url }) },
    );
  });
});

await withService(it, "ferretdb", (server) => {
  describe("FerretDB, one database for all caches", () => {
    backendContract(
      { describe, it },
      { open: ({ cacheName }) => gridfsBackend({ cacheName, dbName: "gridfs_contract", url: server.url }) },
    );
  });
});

const real = await service("mongodb");
if (real !== undefined) {
  describe(`${real.version}, a database for each cache`, () => {
    backendContract(
      { describe, it },
      { open: ({ cacheName }) => gridfsBackend({ cacheName, url: real.url }) },
    );
  });
}
