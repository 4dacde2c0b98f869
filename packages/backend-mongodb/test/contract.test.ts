import { service, withService } from "@rcache/services";
import { backendContract } from "@rcache/testkit";
import { describe, it, vi } from "vitest";
import { mongodbBackend } from "../src/mongodb-backend.ts";

// FerretDB looks at every document of a collection for whatever is not an `_id`.
vi.setConfig({ testTimeout: 120_000 });

await withService(it, "mongodb-java", (server) => {
  describe("mongo-java-server, a database for each cache", () => {
    backendContract(
      { describe, it },
      { open: ({ cacheName }) => mongodbBackend({ cacheName, url: server.url }) },
    );
  });
});

await withService(it, "ferretdb", (server) => {
  describe("FerretDB, one database for all caches", () => {
    backendContract(
      { describe, it },
      { open: ({ cacheName }) => mongodbBackend({ cacheName, dbName: "contract", url: server.url }) },
    );
  });
});

const real = await service("mongodb");
if (real !== undefined) {
  describe(`${real.version}, a database for each cache`, () => {
    backendContract(
      { describe, it },
      { open: ({ cacheName }) => mongodbBackend({ cacheName, url: real.url }) },
    );
  });
}
