import { describe, expect, it } from "vitest";
import { type MongodbBackendOptions, placeOf } from "./mongodb-options.ts";

/** The cast: what a program without types may pass. */
function placed(options: Record<string, unknown>): unknown {
  return placeOf("mongodbBackend", options as MongodbBackendOptions);
}

describe("placeOf", () => {
  it("refuses an option that it does not have", () => {
    expect(() => placed({ database: "a" })).toThrow("RCACHE_UNKNOWN_OPTION");
  });

  it.each([
    ["cacheName", ""],
    ["cacheName", "a$b"],
    ["cacheName", "é".repeat(61)],
    ["dbName", "a.b"],
    ["dbName", "a b"],
    ["dbName", "d".repeat(64)],
    ["url", "localhost"],
    ["url", "redis://localhost"],
    ["url", "mongodb://"],
    ["url", "mongodb://host:port"],
    ["url", "mongodb://a,,b"],
    ["url", 27_017],
    ["clientOptions", "tls=true"],
    ["clientOptions", []],
    ["largeBodies", "files"],
    ["client", {}],
    ["client", "mongodb://localhost"],
  ])("refuses %s: %j", (option, value) => {
    expect(() => placed({ [option]: value })).toThrow("RCACHE_INVALID_OPTION");
  });

  it.each([
    "mongodb://localhost",
    "mongodb://user:p%40ss@a:1,b:2,[::1]:3/db?replicaSet=x",
    "mongodb+srv://cluster.example.net",
    "mongodb://h/?authSource=admin",
  ])("takes url: %j", (url) => {
    expect(() => placed({ url })).not.toThrow();
  });

  it("does not show a password", () => {
    expect(() => placed({ url: "mongodb://user:secret@host:port" })).toThrow("//***@host:port");
  });

  it("refuses a client beside a url", () => {
    expect(() => placed({ client: { db: () => undefined }, url: "mongodb://localhost" })).toThrow("both");
    expect(() => placed({ client: { db: () => undefined }, clientOptions: {} })).toThrow("both");
  });

  it("gives two names never the same collections of one database", () => {
    expect(placed({})).toEqual({ cacheName: "http_cache", dbName: "http_cache", prefix: "" });
    expect(placed({ cacheName: "a b" })).toEqual({ cacheName: "a b", dbName: "a_b", prefix: "a b." });
    expect(placed({ cacheName: "a_b" })).toEqual({ cacheName: "a_b", dbName: "a_b", prefix: "" });
    expect(placed({ dbName: "d" })).toEqual({ cacheName: "d", dbName: "d", prefix: "" });
    expect(placed({ dbName: "d", cacheName: "c" })).toEqual({ cacheName: "c", dbName: "d", prefix: "c." });
    expect(placed({ cacheName: "é".repeat(40) })).toMatchObject({ dbName: "é".repeat(31) });
  });
});
