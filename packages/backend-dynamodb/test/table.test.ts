import {
  CreateTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import { withService } from "@rcache/services";
import { unusableBackend } from "@rcache/testkit";
import { afterAll, describe, expect, it, vi } from "vitest";
import { dynamodbBackend } from "../src/dynamodb-backend.ts";
import { clientConfigOf } from "./client-config.ts";
import { dynamodbTrial, record } from "./dynamodb-trial.ts";

vi.setConfig({ testTimeout: 60_000 });

const HOST = { nowMs: () => Date.now(), report: () => undefined };
const AT = { target: "https://example.com/", selector: "GET" };

await withService(it, "dynamodb", (server) => {
  const trial = dynamodbTrial(server.url);
  afterAll(() => trial.end());
  const clientConfig = clientConfigOf(server.url);

  describe("the table", () => {
    it("DYN-01, DYN-02, G-288 is created with its keys, billed by request, by several at once", async () => {
      const tableName = "created";
      await Promise.all(Array.from({ length: 3 }, () => trial.open({ tableName })));
      const { Table } = await trial.client.send(new DescribeTableCommand({ TableName: tableName }));
      expect(Table?.KeySchema?.map((key) => key.AttributeName)).toEqual(["pk", "sk"]);
      expect(Table?.BillingModeSummary?.BillingMode).toBe("PAY_PER_REQUEST");
    });

    it("is named by the cache where no name is given", async () => {
      const backend = dynamodbBackend({ cacheName: "my cache/é", clientConfig });
      expect(backend.name).toBe("dynamodb my_cache__ my cache/é");
      await backend.open(HOST);
      await backend.put(await record(AT.target));
      expect(await trial.items("my_cache__")).toHaveLength(1);
      await backend.clear();
      await backend.close();
    });

    it("G-287 is not created with createTable: false", async () => {
      const opening = trial.open({ tableName: "missing", createTable: false });
      await expect(opening).rejects.toMatchObject({ code: "RCACHE_BACKEND_UNUSABLE" });
      await expect(opening).rejects.toThrow("the table missing does not exist");
      await trial.open({ tableName: "missing" });
      await trial.open({ tableName: "missing", createTable: false });
    });

    it("of other keys is left as it is", async () => {
      await trial.client.send(
        new CreateTableCommand({
          TableName: "foreign",
          BillingMode: "PAY_PER_REQUEST",
          AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
          KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        }),
      );
      await expect(trial.open({ tableName: "foreign" })).rejects.toMatchObject({
        code: "RCACHE_FOREIGN_STORE",
      });
    });

    it("is shared by caches of different names, which share nothing", async () => {
      const names = ["shared", "shared_2", "shared#x", "s"];
      const caches = await Promise.all(names.map((cacheName) => trial.open({ cacheName })));
      for (const [n, backend] of caches.entries())
        await backend.put(await record(AT.target, { revision: `r${n}` }));
      await caches[0]?.invalidate(AT.target);
      await caches[1]?.clear();
      const revisions = caches.map(async (backend) =>
        (await backend.find(AT)).records.map((one) => one.revision),
      );
      expect(await Promise.all(revisions)).toEqual([[], [], ["r2"], ["r3"]]);
    });
  });

  describe("DYN-03 native expiry", () => {
    it("is turned on, and opening again is no mistake", async () => {
      await trial.open();
      await trial.open();
      const { TimeToLiveDescription } = await trial.client.send(
        new DescribeTimeToLiveCommand({ TableName: trial.tableName }),
      );
      expect(TimeToLiveDescription).toEqual({ AttributeName: "ttl", TimeToLiveStatus: "ENABLED" });
      expect(trial.events).toEqual([]);
    });

    it("G-289 is tolerated where somebody turned it on at the same moment, or the server knows none", async () => {
      for (const name of ["ValidationException", "UnknownOperationException"]) {
        trial.client.middlewareStack.add(
          (next, { commandName }) =>
            (args) => {
              if (
                commandName === DescribeTimeToLiveCommand.name ||
                commandName === UpdateTimeToLiveCommand.name
              )
                throw Object.assign(new Error(name), { name });
              return next(args);
            },
          { step: "initialize", name: "refuse" },
        );
        await trial.open();
        trial.client.middlewareStack.remove("refuse");
      }
      expect(trial.events).toEqual([]);
    });

    it("is a warning where it is not allowed", async () => {
      trial.client.middlewareStack.add(
        (next, { commandName }) =>
          (args) => {
            if (commandName === DescribeTimeToLiveCommand.name)
              throw Object.assign(new Error("not you"), { name: "AccessDeniedException" });
            return next(args);
          },
        { step: "initialize", name: "refuse" },
      );
      await trial.open();
      trial.client.middlewareStack.remove("refuse");
      expect(trial.events).toMatchObject([{ kind: "warning", code: "RCACHE_TTL_NOT_ENABLED" }]);
    });

    it("G-290 is the removal and the offset in whole seconds, and left out for what never expires", async () => {
      const backend = await trial.open({ cacheName: "ttl", ttlOffset: "10m" });
      const removeAtMs = trial.clock.nowMs() + 60_000;
      await backend.put(await record("expires", { lifetimes: { removeAtMs } }));
      await backend.put(await record("never", { lifetimes: { removeAtMs: 8.64e15 } }));
      const items = (await trial.items()).filter((item) => item["pk"]?.S?.startsWith("ttl#"));
      const ttl = new Map(items.map((item) => [item["pk"]?.S, item["ttl"]?.N]));
      expect(ttl.get("ttl#expires")).toBe(String(Math.ceil((removeAtMs + 600_000) / 1_000)));
      expect(ttl.get("ttl#never")).toBeUndefined();
    });

    it("does not decide what is found: an item that is still there is not returned", async () => {
      const backend = await trial.open({ cacheName: "expired" });
      await backend.put(await record("gone", { lifetimes: { removeAtMs: trial.clock.nowMs() - 1 } }));
      expect((await backend.find({ target: "gone", selector: "GET" }, "-")).records).toEqual([]);
      expect((await trial.items()).some((item) => item["pk"]?.S === "expired#gone")).toBe(true);
    });
  });

  describe("items", () => {
    it("DYN-01 hold native attributes, and a large body is split", async () => {
      const backend = await trial.open({ cacheName: "items" });
      await backend.put(
        await record("native", { tags: ["a", "a"], body: new TextEncoder().encode('{"a":1}') }),
      );
      const [native] = (await trial.items()).filter((item) => item["pk"]?.S === "items#native");
      expect(native).toMatchObject({
        sk: { S: "record GET -" },
        status: { N: "200" },
        tags: { L: [{ S: "a" }, { S: "a" }] },
        value: { M: { headerNames: { L: [{ S: "content-type" }] }, bodyText: { S: '{"a":1}' } } },
      });
      const writer = await backend.bodies?.create({ ...AT, variant: "-" }, "large", trial.clock.nowMs());
      await writer?.write(new Uint8Array(1_000_000));
      await writer?.commit();
      const chunks = (await trial.items()).filter((item) => item["data"]?.B !== undefined);
      expect(chunks.map((item) => item["data"]?.B?.length)).toEqual([327_680, 327_680, 327_680, 16_960]);
    });

    it("DYN-09 larger than an item may be are not kept, and nothing fails", async () => {
      const backend = await trial.open({ cacheName: "limit" });
      expect(await backend.put(await record("fits", { body: new Uint8Array(345_000) }))).toBe("stored");
      expect(await backend.put(await record("large", { body: new Uint8Array(400_000) }))).toBe("too-large");
    });
  });

  describe("a server that cannot be used", () => {
    it("makes ready() reject, and costs each request one event", async () => {
      const config = { ...clientConfig, endpoint: "http://127.0.0.1:1" };
      const { code, message } = await unusableBackend(dynamodbBackend({ clientConfig: config }));
      expect([code, message]).toEqual(["RCACHE_BACKEND_UNUSABLE", expect.stringContaining("ECONNREFUSED")]);
    });

    it("for want of its table does the same, and says how to create it", async () => {
      const options = { tableName: "never-created", createTable: false, clientConfig };
      const { code, message, remedy } = await unusableBackend(dynamodbBackend(options));
      expect([code, message]).toEqual([
        "RCACHE_BACKEND_UNUSABLE",
        expect.stringContaining("the table never-created does not exist"),
      ]);
      expect(remedy).toContain("`pk` (partition) and `sk` (sort)");
    });

    it("for credentials that it refuses does the same, with no secret in what it says", async () => {
      // DynamoDB Local knows no users, and still wants letters and digits for a key.
      const credentials = { accessKeyId: "no such key!", secretAccessKey: "a secret" };
      const { code, message } = await unusableBackend(
        dynamodbBackend({ clientConfig: { ...clientConfig, credentials } }),
      );
      expect([code, message]).toEqual([
        "RCACHE_BACKEND_UNUSABLE",
        expect.stringContaining("UnrecognizedClientException"),
      ]);
      expect(message).not.toContain("a secret");
    });

    it("for want of any credentials does the same", async () => {
      const credentials = (): Promise<never> =>
        Promise.reject(Object.assign(new Error("no credentials"), { name: "CredentialsProviderError" }));
      const { code, message } = await unusableBackend(
        dynamodbBackend({ clientConfig: { ...clientConfig, credentials } }),
      );
      expect([code, message]).toEqual(["RCACHE_BACKEND_UNUSABLE", expect.stringContaining("no credentials")]);
    });
  });

  it("DYN-04 a client that was given is left open", async () => {
    const backend = await trial.open();
    await backend.close();
    expect(await trial.items()).toBeInstanceOf(Array);
    const own = dynamodbBackend({ tableName: trial.tableName, clientConfig });
    await own.open(HOST);
    await own.close();
    expect(() => own.find(AT)).toThrow("not open");
    await own.open(HOST);
    await own.close();
  });
});
