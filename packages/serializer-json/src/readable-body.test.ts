import { describe, expect, it } from "vitest";
import { bodyFields, readableBody } from "./readable-body.ts";
import { decodeUtf8, encodeUtf8 } from "./utf8.ts";

describe("readableBody", () => {
  it.each([
    '{"a":[1,2,{"b":null}],"c":"é"}',
    "[]",
    '{"__proto__":1}',
    `[${"[".repeat(15)}${"]".repeat(15)}]`,
  ])("takes %s apart, because written again it is the same", (text) => {
    const body = readableBody({ bodyText: text });
    expect(body).toEqual({ json: JSON.parse(text) });
    expect(bodyFields(body)).toEqual({ bodyText: text });
  });

  it.each([
    ["a space", '{"a": 1}'],
    ["another form of a number", '{"a":1.0}'],
    ["a name twice", '{"a":1,"a":1}'],
    ["names that are sorted as numbers", '{"2":1,"1":1}'],
    ["an escape that need not be", '["\\u00e9"]'],
    ["a line end", "[]\n"],
    ["a number too large", "[123456789012345678901234567890]"],
    ["no more than a scalar", "17"],
    ["no JSON", "[1,"],
    ["17 levels", `[${"[".repeat(16)}${"]".repeat(16)}]`],
    ["100,000 levels", `${"[".repeat(100_000)}${"]".repeat(100_000)}`],
    ["nothing", ""],
  ])("keeps a text with %s as it is", (_, text) => {
    expect(readableBody({ bodyText: text })).toEqual({ text });
    expect(bodyFields({ text })).toEqual({ bodyText: text });
  });

  it("writes bytes as text where they are UTF-8, as base64 where they are not", () => {
    expect(readableBody({ bodyBytes: encodeUtf8("\ufeffé") })).toEqual({ text: "\ufeffé" });
    const bytes = Uint8Array.from({ length: 20_000 }, (_, n) => n & 0xff);
    const body = readableBody({ bodyBytes: bytes });
    expect(Object.keys(body ?? {})).toEqual(["base64"]);
    expect(bodyFields(body)).toEqual({ bodyBytes: bytes });
  });

  it("has nothing to say of a record without a body inside", () => {
    expect(readableBody({ bodyKind: "none" })).toBeUndefined();
    expect(bodyFields(undefined)).toEqual({});
  });
});

describe("decodeUtf8", () => {
  it.each([
    ["a byte that begins nothing", [0xff]],
    ["a long form of a short character", [0xc0, 0xaf]],
    ["half of a pair", [0xed, 0xa0, 0x80]],
    ["a character cut off", [0xe2, 0x82]],
  ])("refuses %s", (_, bytes) => {
    expect(decodeUtf8(Uint8Array.from(bytes))).toBeUndefined();
  });
});
