import { createServer } from "node:http";
import {
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import { dynamodbBackend } from "@rcache/backend-dynamodb";
import { installCache, uninstallCache } from "@rcache/patch";
import { withService } from "@rcache/services";
import { afterEach, describe, expect, it, vi } from "vitest";
import { listening } from "./listening.ts";

// Another process may have the machine for itself for a while.
vi.setConfig({ testTimeout: 60_000 });

afterEach(() => {
  uninstallCache();
});

await withService(it, "dynamodb", ({ url: endpoint }) => {
  const clientConfig = {
    endpoint,
    region: "eu-central-1",
    credentials: { accessKeyId: "clients", secretAccessKey: "none" },
  };

  /** With POST, which DynamoDB is asked by, allowed: were the cache's own requests seen, each would ask for the next. */
  function install(cacheName: string) {
    const backend = dynamodbBackend({ cacheName, clientConfig });
    return installCache({
      backend,
      autoClose: true,
      allowableMethods: ["GET", "HEAD", "POST"],
      backendDeadlineMs: 30_000,
    });
  }

  describe("a cache that keeps its entries in DynamoDB, in a process that uses DynamoDB itself", () => {
    it("answers the program from its table, and never caches what it asks of it", async () => {
      let count = 0;
      const origin = createServer((_request, response) => {
        count += 1;
        response.end(`answer ${count}`);
      });
      const url = `http://127.0.0.1:${await listening(origin)}/`;
      const cacheName = `own-store-${process.pid}-${Date.now()}`;
      const ask = async (): Promise<string> => (await fetch(url)).text();
      for (const expected of ["answer 1", "answer 1"]) {
        using installed = install(cacheName);
        expect([await ask(), await ask()]).toEqual([expected, expected]);
        await installed.cache.flush();
        const urls: string[] = [];
        for await (const stored of installed.cache.urls()) urls.push(stored);
        expect(urls).toEqual([url]);
      }
      expect(count).toBe(1);
      origin.closeAllConnections();
      origin.close();
    });

    it("leaves the program's own use of DynamoDB as it is", async () => {
      const TableName = `own-use-${process.pid}-${Date.now()}`;
      using installed = installCache({
        backend: dynamodbBackend({ cacheName: `${TableName}-cache`, clientConfig }),
        autoClose: true,
        backendDeadlineMs: 30_000,
      });
      const client = new DynamoDBClient(clientConfig);
      await client.send(
        new CreateTableCommand({
          TableName,
          BillingMode: "PAY_PER_REQUEST",
          KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
          AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
        }),
      );
      await waitUntilTableExists({ client, maxWaitTime: 50 }, { TableName });
      for (const name of ["Ada", "Grace"]) {
        await client.send(new PutItemCommand({ TableName, Item: { id: { S: "1" }, name: { S: name } } }));
        const { Item } = await client.send(
          new GetItemCommand({ TableName, Key: { id: { S: "1" } }, ConsistentRead: true }),
        );
        expect(Item?.["name"]).toEqual({ S: name });
      }
      expect(await installed.cache.count()).toBe(0);
      client.destroy();
    });
  });
});
