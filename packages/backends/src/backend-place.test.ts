import { isRcacheError } from "@rcache/core";
import { describe, expect, it } from "vitest";
import { BACKEND_ALIASES } from "./backend-aliases.ts";
import { placeOf } from "./backend-place.ts";

function refusal(choice: string): { code: string; message: string; remedy: string } {
  try {
    placeOf(choice, {});
  } catch (error) {
    if (isRcacheError(error)) return error;
  }
  throw new Error(`${choice} is not refused`);
}

describe("placeOf", () => {
  it.each(BACKEND_ALIASES)("BE-02 knows the alias %s in any case", (alias) => {
    const options = { cacheName: "x", maxEntries: 5 };
    expect(placeOf(alias, options)).toEqual({ alias, options });
    expect(placeOf(alias.toUpperCase(), options)).toEqual({ alias, options });
  });

  it.each([
    ["memory:", "memory", {}],
    ["memory:label", "memory", { cacheName: "label" }],
    ["sqlite:", "sqlite", {}],
    ["sqlite::memory:", "sqlite", { useMemory: true }],
    ["sqlite:relative.db", "sqlite", { path: "relative.db" }],
    ["sqlite:../up/relative.db", "sqlite", { path: "../up/relative.db" }],
    ["sqlite:~/x.db", "sqlite", { path: "~/x.db" }],
    ["sqlite:///abs/path.db", "sqlite", { path: "/abs/path.db" }],
    ["sqlite:/abs/path.db", "sqlite", { path: "/abs/path.db" }],
    ["SQLite:///Abs/Path.db", "sqlite", { path: "/Abs/Path.db" }],
    ["sqlite:///C:/data/x.db", "sqlite", { path: "C:/data/x.db" }],
    ["sqlite:///a%20b%3F.db", "sqlite", { path: "/a b?.db" }],
    ["redis://localhost:6379/0", "redis", { url: "redis://localhost:6379/0" }],
    ["rediss://u:p@host/1?x=1", "redis", { url: "rediss://u:p@host/1?x=1" }],
    ["mongodb://a:1,b:2/db?replicaSet=r", "mongodb", { url: "mongodb://a:1,b:2/db?replicaSet=r" }],
    ["mongodb+srv://cluster.example/db", "mongodb", { url: "mongodb+srv://cluster.example/db" }],
    [
      "dynamodb://eu-west-1/table_1",
      "dynamodb",
      { tableName: "table_1", clientConfig: { region: "eu-west-1" } },
    ],
    ["dynamodb://eu-west-1", "dynamodb", { clientConfig: { region: "eu-west-1" } }],
    ["dynamodb:table", "dynamodb", { tableName: "table" }],
    ["file:dir/inner", "filesystem", { directory: "dir/inner" }],
    ["file:///abs/dir", "filesystem", { directory: "/abs/dir" }],
    ["file://localhost/abs/dir", "filesystem", { directory: "/abs/dir" }],
    ["file:", "filesystem", {}],
  ])("reads %s", (url, alias, options) => {
    expect(placeOf(url, {})).toEqual({ alias, options });
  });

  it("prefers the place that a URL names to cacheName, and keeps the other options", () => {
    const options = { cacheName: "x", wal: false, extension: "y" };
    expect(placeOf("sqlite:a.db", options).options).toEqual({ path: "a.db", wal: false, extension: "y" });
    expect(placeOf("sqlite:", options).options).toEqual(options);
    expect(placeOf("redis://h", options).options).toEqual({ ...options, url: "redis://h" });
  });

  it("adds a region to the clientConfig that was given", () => {
    const options = { clientConfig: { endpoint: "http://localhost" } };
    expect(placeOf("dynamodb://eu-west-1/t", options).options).toEqual({
      tableName: "t",
      clientConfig: { endpoint: "http://localhost", region: "eu-west-1" },
    });
  });

  it("BE-01 names the aliases and the nearest one where a name is unknown", () => {
    const { code, message, remedy } = refusal("reddis");
    expect(code).toBe("RCACHE_UNKNOWN_BACKEND");
    expect(message).toContain('"reddis"');
    expect(remedy).toContain("Did you mean redis?");
    for (const alias of BACKEND_ALIASES) expect(message).toContain(alias);
  });

  it.each([
    ["postgres://localhost/x", "aliases are"],
    ["sqlite://host/path.db", "sqlite:///absolute/path.db"],
    ["sqlite:a.db?mode=ro", "without a query"],
    ["sqlite:///%E0%A4%A", "sqlite:///absolute/path.db"],
    ["redis:localhost", "redis://localhost:6379/0"],
    ["redis://", "redis://localhost:6379/0"],
    ["mongodb:///db", "mongodb://localhost:27017/database"],
    ["dynamodb://eu-west-1/a/b", "dynamodb://region/table"],
    ["", "aliases are"],
  ])("refuses %j and says how to write it", (url, expected) => {
    const { code, message, remedy } = refusal(url);
    expect(code).toBe("RCACHE_UNKNOWN_BACKEND");
    expect(`${message}. ${remedy}`).toContain(expected);
  });

  it("shows no password", () => {
    const { message } = refusal("redi://me:secret@host/0");
    expect(message).not.toContain("secret");
    expect(message).toContain("redi://***@host/0");
  });
});
