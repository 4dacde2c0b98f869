import { DeleteItemCommand, DynamoDBClient, type DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import { withService } from "@rcache/services";
import { type BackendSubject, backendContract, faultContract } from "@rcache/testkit";
import { afterAll, describe, it, vi } from "vitest";
import { dynamodbBackend } from "../src/dynamodb-backend.ts";
import { keyOf } from "../src/dynamodb-table.ts";
import { TableKeys } from "../src/table-keys.ts";
import { clientConfigOf } from "./client-config.ts";

// Another process may have the machine for itself for a while.
vi.setConfig({ testTimeout: 60_000 });

await withService(it, "dynamodb", (server) => {
  const clientConfig = clientConfigOf(server.url);

  describe("one table for all caches", () => {
    // The cast: what the backend takes as any object is the SDK's own configuration here.
    const client = new DynamoDBClient(clientConfig as DynamoDBClientConfig);
    afterAll(() => client.destroy());
    const subject: BackendSubject = {
      open: ({ cacheName }) => dynamodbBackend({ cacheName, tableName: "contract", clientConfig }),
      loseBytes: (cacheName, { id }, byte) => {
        const Key = keyOf(new TableKeys(cacheName).chunk(id, Math.floor(byte / 327_680)));
        return client.send(new DeleteItemCommand({ TableName: "contract", Key }));
      },
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
