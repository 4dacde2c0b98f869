import { describe, expect, it } from "vitest";
import { dynamodbBackend } from "./dynamodb-backend.ts";
import type { DynamodbBackendOptions } from "./dynamodb-options.ts";

/** The cast: what a program without types may pass. */
function made(options: Record<string, unknown>): () => unknown {
  return () => dynamodbBackend(options as DynamodbBackendOptions);
}

describe("dynamodbBackend", () => {
  it("refuses an option that it does not have", () => {
    expect(made({ table: "a" })).toThrow("RCACHE_UNKNOWN_OPTION");
  });

  it.each([
    ["cacheName", ""],
    ["cacheName", "é".repeat(200)],
    ["cacheName", "\ud800"],
    ["tableName", "ab"],
    ["tableName", "a table"],
    ["client", {}],
    ["clientConfig", "eu-central-1"],
    ["createTable", 1],
    ["ttl", "yes"],
    ["ttlOffset", -1],
    ["ttlOffset", "1 hour"],
    ["ttlOffset", {}],
    ["ttlOffset", { hour: 1 }],
    ["ttlOffset", Number.NaN],
  ])("refuses %s: %j", (option, value) => {
    expect(made({ [option]: value })).toThrow("RCACHE_INVALID_OPTION");
  });

  it.each([0, 30, "1h", ".5m", { hours: 1, minutes: 30 }])("takes ttlOffset: %j", (ttlOffset) => {
    expect(made({ ttlOffset })).not.toThrow();
  });

  it("refuses a client beside the configuration of one", () => {
    expect(made({ client: { send: () => undefined }, clientConfig: {} })).toThrow("RCACHE_INVALID_OPTION");
  });

  it.each(["not a URL", "localhost:8000", "ftp://localhost", "http://", ""])(
    "refuses the endpoint %j",
    (endpoint) => {
      const make = made({ clientConfig: { endpoint, credentials: { secretAccessKey: "secret" } } });
      expect(make).toThrow(/RCACHE_INVALID_OPTION.*clientConfig\.endpoint/);
      expect(make).not.toThrow("secret");
    },
  );

  it("takes the SDK's refusal of its configuration for a mistake of set-up", async () => {
    const backend = dynamodbBackend({ clientConfig: { region: "", endpoint: "http://127.0.0.1:1" } });
    const opening = backend.open({ nowMs: () => 0, report: () => undefined });
    await expect(Promise.resolve(opening)).rejects.toMatchObject({
      code: "RCACHE_INVALID_OPTION",
      message: expect.stringContaining("Region is missing"),
    });
  });

  it("says where it is used before it is opened", () => {
    expect(() => dynamodbBackend().find({ target: "a", selector: "GET" })).toThrow("not open");
  });
});
