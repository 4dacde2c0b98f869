import { describe, expect, it } from "vitest";
import { type DynamodbBackendOptions, dynamodbBackend } from "./dynamodb-backend.ts";

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

  it("says where it is used before it is opened", async () => {
    await expect(dynamodbBackend().find({ target: "a", selector: "GET" })).rejects.toThrow("not open");
  });
});
