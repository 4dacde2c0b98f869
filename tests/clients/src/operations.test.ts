import http from "node:http";
import { DescribeTableCommand, DescribeTimeToLiveCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { createCachedFetch } from "@rcache/fetch";
import { installCache } from "@rcache/patch";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listening } from "./listening.ts";

const POSTS = { backend: "memory", allowableMethods: ["GET", "POST"] } as const;
const bodies: string[] = [];
let base = "";
/** Answers each operation with what its header asks for. */
const service = http.createServer(async (request, response) => {
  let body = "";
  for await (const chunk of request) body += chunk;
  bodies.push(body);
  response.setHeader("Content-Type", "application/json");
  switch (request.headers["x-amz-target"] ?? request.headers["soapaction"]) {
    case "DynamoDB_20120810.DescribeTable":
      return response.end('{"Table":{"TableName":"t"}}');
    case "DynamoDB_20120810.DescribeTimeToLive":
      return response.end('{"TimeToLiveDescription":{"TimeToLiveStatus":"ENABLED"}}');
    default:
      return response.end(request.headers["soapaction"]);
  }
});

beforeAll(async () => {
  base = `http://127.0.0.1:${await listening(service)}`;
});

afterAll(() => {
  service.closeAllConnections();
  service.close();
});

describe("two operations with one URL and one body, which a header tells apart", () => {
  it("X-Amz-Target: each has its own answer, and its own hit", async () => {
    const credentials = { accessKeyId: "a", secretAccessKey: "b" };
    using installation = installCache({
      ...POSTS,
      harmlessNames: ["authorization"],
      partitionBy: (request) => /Credential=([^/]+)/.exec(request.header("authorization") ?? "")?.[1],
    });
    const client = new DynamoDBClient({ endpoint: base, region: "eu-west-1", credentials });
    bodies.length = 0;
    for (const _ of [1, 2]) {
      const { Table } = await client.send(new DescribeTableCommand({ TableName: "t" }));
      expect(Table?.TableName).toBe("t");
      const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName: "t" }));
      expect(TimeToLiveDescription?.TimeToLiveStatus).toBe("ENABLED");
      await installation.cache.flush();
    }
    client.destroy();
    expect(bodies).toEqual(['{"TableName":"t"}', '{"TableName":"t"}']);
  });

  it("SOAPAction: each has its own answer, and its own hit", async () => {
    await using cached = createCachedFetch(POSTS);
    const ask = async (action: string): Promise<string> => {
      const headers = { "Content-Type": "text/xml", SOAPAction: `"urn:${action}"` };
      return (await cached(`${base}/soap`, { method: "POST", headers, body: "<e/>" })).text();
    };
    bodies.length = 0;
    for (const _ of [1, 2]) expect([await ask("Get"), await ask("Set")]).toEqual(['"urn:Get"', '"urn:Set"']);
    expect(bodies).toEqual(["<e/>", "<e/>"]);
  });
});
