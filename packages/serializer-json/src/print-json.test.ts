import { describe, expect, it } from "vitest";
import { printJson } from "./print-json.ts";

describe("printJson", () => {
  it("puts lists of scalars on one line and indents the rest by two", () => {
    const value = {
      a: [1, "x", null, true],
      b: [
        ["n", "v"],
        ["m", ""],
      ],
      c: {},
      d: [],
      e: { f: [{ g: 1 }] },
    };
    expect(printJson(value)).toBe(`{
  "a": [1, "x", null, true],
  "b": [
    ["n", "v"],
    ["m", ""]
  ],
  "c": {},
  "d": [],
  "e": {
    "f": [
      {
        "g": 1
      }
    ]
  }
}`);
  });

  it("prints what JSON.parse reads back, whatever the names are", () => {
    const text = '{"__proto__":{"a":[[],{}]},"constructor":"\\u0000\\u2028\\"\\\\","":-1.5e-7}';
    expect(JSON.stringify(JSON.parse(printJson(JSON.parse(text))))).toBe(JSON.stringify(JSON.parse(text)));
  });
});
