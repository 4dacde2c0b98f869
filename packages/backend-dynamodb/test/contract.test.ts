import { withService } from "@rcache/services";
import { type BackendSubject, backendContract, faultContract } from "@rcache/testkit";
import { describe, it, vi } from "vitest";
import { dynamodbBackend } from "../src/dynamodb-backend.ts";
import { clientConfigOf } from "./client-config.ts";

// Another process may have the machine for itself for a while.
vi.setConfig({ testTimeout: 60_000 });

await withService(it, "dynamodb", (server) => {
  const clientConfig = clientConfigOf(server.url);

  describe("one table for all caches", () => {
    const subject: BackendSubject = {
      open: ({ cacheName }) => dynamodbBackend({ cacheName, tableName: "contract", clientConfig }),
    };
    backendContract({ describe, it }, subject);
    faultContract({ describe, it }, subject);
  });

  describe("a table for each cache, without native expiry", () => {
    backendContract(
      { describe, it },
      { open: ({ cacheName }) => dynamodbBackend({ cacheName, ttl: false, clientConfig }) },
    );
  });
});
