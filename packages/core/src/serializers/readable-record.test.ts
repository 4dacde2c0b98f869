import { describe, expect, it } from "vitest";
import { fromReadable, toReadable } from "./readable-record.ts";

const HEADERS = { headerNames: ["a", "A"], headerValues: ["1", "2"], variedNames: [], variedValues: [] };

describe("a readable record", () => {
  it("has its headers in pairs, and all else as it is", () => {
    const document = { ...HEADERS, status: 200, tags: ["x"], bodyKind: "none" };
    const readable = toReadable(document);
    expect(readable).toEqual({
      status: 200,
      tags: ["x"],
      bodyKind: "none",
      varied: [],
      headers: [
        ["a", "1"],
        ["A", "2"],
      ],
    });
    expect(fromReadable(readable)).toEqual(document);
  });

  it("has bytes as text where they are UTF-8, which is another document of the same body", () => {
    const bodyBytes = new TextEncoder().encode("\ufeffé");
    const readable = toReadable({ ...HEADERS, bodyBytes });
    expect(readable["body"]).toEqual({ text: "\ufeffé" });
    expect(fromReadable(readable)).toEqual({ ...HEADERS, bodyText: "\ufeffé" });
  });

  it.each([1, 8_191, 8_192, 20_000])("has %i bytes that are no text as base64", (length) => {
    const bodyBytes = Uint8Array.from({ length }, (_, n) => 0xff - (n & 0xff));
    const readable = toReadable({ ...HEADERS, bodyBytes });
    expect(readable["body"]).toEqual({ base64: expect.any(String) });
    expect(fromReadable(readable)).toEqual({ ...HEADERS, bodyBytes });
  });

  it.each([
    ["a pair that is none", { headers: [["a"]] }],
    ["a value that is no text", { varied: [["a", 1]] }],
    ["a base64 that is none", { body: { base64: "*" } }],
    ["a base64 with a stranger in it", { body: { base64: "AA*A" } }],
    ["a base64 that goes on after its end", { body: { base64: "AA==AAAA" } }],
    ["a base64 of the alphabet for URLs", { body: { base64: "-_-_" } }],
  ])("cannot be taken apart with %s", (_, record) => {
    expect(() => fromReadable(record)).toThrow();
  });

  it.each([
    ["headers that are no list", { headers: {}, varied: 1 }],
    ["a body that is no object", { body: "x" }],
    ["a body of another kind", { body: { json: {} } }],
  ])("leaves out %s", (_, record) => {
    expect(fromReadable(record)).toEqual({});
  });
});
