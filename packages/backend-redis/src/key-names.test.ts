import { describe, expect, it } from "vitest";
import { KeyNames } from "./key-names.ts";

const names = new KeyNames("http_cache");

describe("KeyNames", () => {
  it("reads like the request it is about", () => {
    const keys = names.record({ target: "https://api.example.com/users?q=1", selector: "GET" }, "-");
    expect(keys).toMatchObject({
      record: "http_cache:{https://api.example.com/users?q=1}:r:GET:-",
      variants: "http_cache:{https://api.example.com/users?q=1}:i:GET",
      all: "http_cache:{https://api.example.com/users?q=1}:a",
      epoch: "http_cache:{https://api.example.com/users?q=1}:e",
    });
  });

  it("keeps the hash tag whole where the target has braces", () => {
    for (const target of ["a{b}c", "}", "{", "^", "^(", "a}:r:GET:-", "{}", "^^}"]) {
      const { record } = names.record({ target, selector: "GET" }, "-");
      const tag = record.slice("http_cache:{".length, record.indexOf("}"));
      expect(tag).not.toMatch(/[{}]/);
      expect(names.parse(record)).toEqual({ kind: "record", key: record, at: { target, selector: "GET" } });
    }
  });

  it("never gives two addresses one key", () => {
    const parts = ["a", "a:b", "a^", "^", ":", "^.", "a:b:c", "b:c", "c", "\n", "\\n"];
    const keys = parts.flatMap((target) =>
      parts.flatMap((selector) => parts.map((variant) => names.record({ target, selector }, variant).record)),
    );
    expect(new Set(keys).size).toBe(parts.length ** 3);
  });

  it("knows its own keys only", () => {
    const at = { target: "a", selector: "s:t" };
    expect(names.parse(names.record(at, "v:w").record)).toMatchObject({ kind: "record", at });
    expect(names.parse(names.record(at, "-").epoch)).toMatchObject({ kind: "epoch" });
    expect(names.parse(names.lease("a"))).toMatchObject({ kind: "other" });
    for (const key of [
      "other:{a}:e",
      "http_cache",
      "http_cache:a",
      "http_cache:{a",
      "http_cache:{a}e",
      "http_cache2:{a}:e",
    ])
      expect(names.parse(key)).toBeUndefined();
  });
});
