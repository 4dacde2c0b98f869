import { describe, expect, it } from "vitest";
import { headerList, requestOf } from "./request-input.ts";

describe("requestOf", () => {
  it.each<[string, Parameters<typeof requestOf>[0], object]>([
    ["a text", "https://a.test/", { method: "GET", url: "https://a.test/", headers: [] }],
    ["a URL", new URL("https://a.test/x"), { method: "GET", url: "https://a.test/x", headers: [] }],
    ["an object", { url: "https://a.test/", method: "post" }, { method: "POST", headers: [] }],
    [
      "fields of a record",
      { url: "https://a.test/", headers: { Accept: "a" } },
      { headers: [["Accept", "a"]] },
    ],
    [
      "fields of a Headers",
      { url: "https://a.test/", headers: new Map([["accept", "a"]]) },
      { headers: [["accept", "a"]] },
    ],
    [
      "a body",
      { method: "POST", url: "https://a.test/", headers: [], body: new Uint8Array(1) },
      { body: new Uint8Array(1) },
    ],
  ])("reads %s", (_what, input, request) => {
    expect(requestOf(input)).toMatchObject(request);
  });

  it.each(["", "/a", "a.test", "http://"])("refuses %j", (url) => {
    expect(() => requestOf(url)).toThrow(expect.objectContaining({ code: "RCACHE_INVALID_REQUEST" }));
    expect(() => requestOf({ url })).toThrow(expect.objectContaining({ code: "RCACHE_INVALID_REQUEST" }));
  });
});

describe("headerList", () => {
  it("leaves out what is no field", () => {
    expect(headerList({ a: 1, b: undefined, c: null })).toEqual([["a", "1"]]);
    expect(headerList([["a", "1"], "b", []])).toEqual([["a", "1"]]);
    expect([headerList(undefined), headerList("a: 1")]).toEqual([[], []]);
  });
});
