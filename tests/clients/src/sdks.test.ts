import http from "node:http";
import { DescribeTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { Octokit } from "@octokit/core";
import { installCache, uninstallCache } from "@rcache/patch";
import OpenAI from "openai";
import Stripe from "stripe";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { listening } from "./listening.ts";

let count = 0;
let port = 0;
const server = http.createServer((request, response) => {
  count += 1;
  request.resume().on("end", () => {
    response.setHeader("Content-Type", "application/json");
    response.end(
      JSON.stringify({
        id: String(count),
        object: "list",
        data: [],
        login: request.url,
        Table: { TableName: "t" },
      }),
    );
  });
});

beforeAll(async () => {
  port = await listening(server);
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

afterEach(() => {
  uninstallCache();
});

/** SDKs as their users have them, but for the address that they ask. */
const sdks: readonly (readonly [string, () => Promise<unknown>, isCached: boolean])[] = [
  [
    "Octokit",
    async () =>
      (
        await new Octokit({ baseUrl: `http://127.0.0.1:${port}` }).request("GET /users/{username}", {
          username: "octocat",
        })
      ).data,
    true,
  ],
  [
    "OpenAI",
    async () =>
      (
        await new OpenAI({
          apiKey: "k",
          baseURL: `http://127.0.0.1:${port}/v1`,
          maxRetries: 0,
        }).models.retrieve("gpt")
      ).id,
    true,
  ],
  [
    "Stripe",
    async () =>
      (
        await new Stripe("sk_test", {
          host: "127.0.0.1",
          port,
          protocol: "http",
          telemetry: false,
          maxNetworkRetries: 0,
        }).customers.retrieve("cus_1")
      ).id,
    true,
  ],
  [
    "AWS SDK v3, which only POSTs",
    async () => {
      const credentials = { accessKeyId: "a", secretAccessKey: "b" };
      const client = new DynamoDBClient({
        endpoint: `http://127.0.0.1:${port}`,
        region: "eu-west-1",
        credentials,
      });
      const { Table } = await client.send(new DescribeTableCommand({ TableName: "t" }));
      client.destroy();
      return Table?.TableName;
    },
    false,
  ],
];

describe("an SDK in a patched process", () => {
  it.each(sdks)("%s", async (_name, ask, isCached) => {
    const plain = await ask();
    using _installed = installCache({ backend: "memory" });
    const before = count;
    const first = await ask();
    expect(typeof first).toBe(typeof plain);
    expect(await ask()).toEqual(first);
    expect(count - before).toBe(isCached ? 1 : 2);
  });

  it("two keys never share an answer", async () => {
    using _installed = installCache({ backend: "memory" });
    const ask = async (apiKey: string): Promise<string> =>
      (await new OpenAI({ apiKey, baseURL: `http://127.0.0.1:${port}/v1` }).models.retrieve("other")).id;
    const [one, two] = [await ask("one"), await ask("two")];
    expect(one).not.toBe(two);
    expect([await ask("one"), await ask("two")]).toEqual([one, two]);
  });
});
