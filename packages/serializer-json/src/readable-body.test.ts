import { describe, expect, it } from "vitest";
import { withJson, withoutJson } from "./readable-body.ts";

describe("withJson", () => {
  it.each([
    '{"a":[1,2,{"b":null}],"c":"é"}',
    "[]",
    '{"__proto__":1}',
    `[${"[".repeat(15)}${"]".repeat(15)}]`,
  ])("SER-13, G-299 takes %s apart, because written again it is the same", (text) => {
    const body = withJson({ text });
    expect(body).toEqual({ json: JSON.parse(text) });
    expect(withoutJson(body)).toEqual({ text });
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
  ])("G-300, G-301 keeps a text with %s as it is", (_, text) => {
    expect(withJson({ text })).toEqual({ text });
    expect(withoutJson({ text })).toEqual({ text });
  });

  it.each([{ base64: "AA==" }, { text: 7 }, {}, "x", null])("leaves %j alone", (body) => {
    expect(withJson(body)).toBe(body);
    expect(withoutJson(body)).toBe(body);
  });
});
