import type { Entry } from "@rcache/core/backend";
import { entryOf } from "@rcache/testkit";
import { beforeAll, describe, expect, it } from "vitest";
import { jsonSerializer } from "./json-serializer.ts";

/** The cast: from its second use on, this serializer waits for nothing. */
function textOf(entry: Entry): string {
  return new TextDecoder().decode(jsonSerializer.encode(entry, entry.address) as Uint8Array);
}

function decode(text: string): unknown {
  return jsonSerializer.decode(new TextEncoder().encode(text), entryOf().address);
}

const EXAMPLE = `{
  "format": "json1",
  "checksum": "crc32:CHECKSUM",
  "formatVersion": 1,
  "target": "https://example.com/",
  "selector": "GET",
  "variant": "-",
  "revision": "r1",
  "url": "https://example.com/",
  "method": "GET",
  "status": 200,
  "statusText": "OK",
  "coding": "decoded",
  "usableFromMs": 1767225600000,
  "freshUntilMs": 1767229200000,
  "freeUntilMs": 1767229200000,
  "whileRevalidateUntilMs": 1767229200000,
  "ifErrorUntilMs": 1767229200000,
  "removeAtMs": 1798848000000,
  "baseAgeMs": 0,
  "receivedAtMs": 1767225600000,
  "createdAtMs": 1767225600000,
  "vary": [],
  "tags": ["a"],
  "etag": "\\"1\\"",
  "bodyLength": 11,
  "bodyKind": "bytes",
  "varied": [],
  "headers": [
    ["content-type", "application/json"]
  ],
  "body": {
    "json": {
      "ok": true
    }
  }
}
`;

describe("jsonSerializer", () => {
  beforeAll(async () => {
    await jsonSerializer.encode(entryOf(), entryOf().address);
  });

  it("SER-03 writes what a person can read", () => {
    const text = textOf(entryOf({ etag: '"1"', tags: ["a"] }));
    expect(text.replace(/crc32:[0-9a-f]{8}/, "crc32:CHECKSUM")).toBe(EXAMPLE);
  });

  it("answers synchronously from its second use on", () => {
    const entry = entryOf();
    const value = jsonSerializer.encode(entry, entry.address);
    expect(value).toBeInstanceOf(Uint8Array);
    expect(decode(textOf(entry))).toMatchObject({ entry: { revision: "r1" } });
  });

  it("does not care how it is laid out", () => {
    const text = textOf(entryOf());
    const expected = decode(text);
    expect(decode(JSON.stringify(JSON.parse(text)))).toEqual(expected);
    expect(decode(text.replaceAll("\n", "\r\n\t"))).toEqual(expected);
  });

  it("takes an edited text only without its checksum", () => {
    const edited = textOf(entryOf()).replace('"status": 200', '"status": 203');
    expect(decode(edited)).toEqual({ fault: "corrupt" });
    const without = edited.replace(/ {2}"checksum".*\n/, "");
    expect(decode(without)).toMatchObject({ entry: { response: { status: 203 } } });
  });

  it.each([
    ["a line break in a header", '["content-type", "application/json"]', '["x", "a\\r\\nb"]'],
    ["a header that is no pair", '["content-type", "application/json"]', '["x"]'],
    ["a header that is no text", '["content-type", "application/json"]', '["x", 1]'],
    ["headers that are no list", '"headers": [', '"other": ['],
    ["a status that is a text", '"status": 200', '"status": "200"'],
    ["a field that is missing", '"revision"', '"revision2"'],
    ["a body of another length", '"bodyLength": 11', '"bodyLength": 12'],
    ["a body that is no object", '"json": {', '"other": {'],
    ["a body that is no base64", '"json": {', '"base64": "*", "other": {'],
    ["another address", '"variant": "-"', '"variant": "x"'],
  ])("is corrupt with %s, also without a checksum", (_, from, to) => {
    const text = textOf(entryOf()).replace(/ {2}"checksum".*\n/, "");
    expect(text).toContain(from);
    expect(decode(text.replace(from, to))).toEqual({ fault: "corrupt" });
  });

  it.each(["{}", "[]", "null", '{"format":"json2"}', '{"__proto__":{"format":"json1"}}'])(
    "leaves %s to whom it belongs",
    (text) => {
      expect(decode(text)).toEqual({ fault: "foreign" });
    },
  );

  it("finds a body corrupt that is too deep to write again, or is another one than it was", () => {
    // How deep JSON may be written is the engine's own: V8 in Node 26 writes this, and then its length is another.
    const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
    const text = textOf(entryOf()).replace(/ {2}"checksum".*\n/, "");
    const deeper = text.replace(/"json": \{[^}]*\}/, () => `"json": ${deep}`);
    expect(deeper.length).toBeGreaterThan(200_000);
    expect(decode(deeper)).toEqual({ fault: "corrupt" });
  });
});
