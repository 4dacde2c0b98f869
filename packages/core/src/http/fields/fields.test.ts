import { describe, expect, it } from "vitest";
import type { HeaderList } from "../messages.ts";
import {
  fieldLines,
  fieldValue,
  hasField,
  isFieldValue,
  isToken,
  listMembers,
  trimWhitespace,
  withField,
  withoutFields,
} from "./fields.ts";

const headers: HeaderList = [
  ["Set-Cookie", "a=1"],
  ["X-Empty", ""],
  ["set-cookie", "b=2"],
  ["__proto__", "own"],
];

describe("looking up fields", () => {
  it("RFC 9110 §5.1: a name is found without regard to case, its lines in order", () => {
    expect(fieldLines(headers, "SET-COOKIE")).toEqual(["a=1", "b=2"]);
  });

  it("RFC 9110 §5.3: lines of one name are joined with a comma and a space", () => {
    expect(fieldValue(headers, "Set-cookie")).toBe("a=1, b=2");
  });

  it("RFC 9110 §5.5: a present but empty field is not an absent one", () => {
    expect(fieldValue(headers, "x-empty")).toBe("");
    expect(fieldLines(headers, "x-empty")).toEqual([""]);
    expect(hasField(headers, "x-empty")).toBe(true);
    expect(fieldValue(headers, "x-none")).toBeUndefined();
    expect(fieldLines(headers, "x-none")).toEqual([]);
    expect(hasField(headers, "x-none")).toBe(false);
  });

  it("RFC 9110 §5.5 blanks around a value are no part of it", () => {
    const padded = [
      ["Retry-After", " 60 "],
      ["A", "\t1"],
      ["A", "2 "],
    ] as const;
    expect([fieldValue(padded, "retry-after"), fieldLines(padded, "a"), fieldValue(padded, "a")]).toEqual([
      "60",
      ["1", "2"],
      "1, 2",
    ]);
  });

  it("§4.1 rule 44: the names of an object's own machinery are names like any other", () => {
    expect(fieldValue(headers, "__proto__")).toBe("own");
    expect(fieldValue(headers, "constructor")).toBeUndefined();
    expect(hasField(headers, "hasOwnProperty")).toBe(false);
  });

  it("a name of the same length is not taken for another", () => {
    expect(hasField(headers, "X-Emptz")).toBe(false);
  });
});

describe("listMembers", () => {
  it.each([
    ["", []],
    [" \t ", []],
    [",,, ,\t,", []],
    [", ,max-age=1,", ["max-age=1"]],
    ["a,b", ["a", "b"]],
    [" a \t, \tb c ", ["a", "b c"]],
  ])("§5.2 rule 57: %j has the members %j, empty ones skipped", (value, members) => {
    expect(listMembers(value)).toEqual(members);
  });

  it.each([
    ['a="x, y", b', ['a="x, y"', "b"]],
    ['a="x\\", y", b', ['a="x\\", y"', "b"]],
    ['a="x\\\\", y', ['a="x\\\\"', "y"]],
    ['"a,b","c,d"', ['"a,b"', '"c,d"']],
    ['a\\, b="c, d"', ["a\\", 'b="c, d"']],
  ])("§5.2 rule 60: a comma inside a quoted string of %j does not separate", (value, members) => {
    expect(listMembers(value)).toEqual(members);
  });

  it.each([
    ['foo="bar, no-store', ['foo="bar', "no-store"]],
    ['"', ['"']],
    ['a="b\\", c', ['a="b\\"', "c"]],
    ['a="b", c="d, e', ['a="b"', 'c="d', "e"]],
    ['a="\\", b="\\", c', ['a="\\", b="\\"', "c"]],
  ])("§5.2 rule 61: the unterminated quote in %j does not swallow what follows", (value, members) => {
    expect(listMembers(value)).toEqual(members);
  });

  it("only SP and HTAB are trimmed", () => {
    expect(listMembers("\u00a0a\u00a0, \vb\f")).toEqual(["\u00a0a\u00a0", "\vb\f"]);
  });
});

describe("isToken", () => {
  it.each(["a", "max-age", "!#$%&'*+-.^_`|~09azAZ", "__proto__", "*"])("accepts %j", (text) => {
    expect(isToken(text)).toBe(true);
  });

  it.each(["", " a", "a b", "a:", 'a"', "(a)", "a,", "a\u0000", "\u007f", "é", "\uff10", "\u212a"])(
    "refuses %j",
    (text) => {
      expect(isToken(text)).toBe(false);
    },
  );
});

describe("changing a header list", () => {
  it("withoutFields removes every line of the names, whatever their case", () => {
    expect(withoutFields(headers, new Set(["set-cookie"]))).toEqual([
      ["X-Empty", ""],
      ["__proto__", "own"],
    ]);
  });

  it("withoutFields keeps what it was not told, prototype names included", () => {
    expect(withoutFields(headers, new Set(["constructor"]))).toEqual(headers);
    expect(withoutFields(headers, new Set(["__proto__"]))).toHaveLength(3);
  });

  it("§3.2 rule 123: withField replaces all lines of the name by one, at the first one's place", () => {
    expect(withField(headers, "SET-Cookie", "c=3")).toEqual([
      ["SET-Cookie", "c=3"],
      ["X-Empty", ""],
      ["__proto__", "own"],
    ]);
  });

  it("withField appends a name that is not there, and leaves the given list alone", () => {
    const before = [...headers];
    expect(withField(headers, "Age", "5")).toEqual([...headers, ["Age", "5"]]);
    expect(headers).toEqual(before);
  });
});

describe("values", () => {
  it.each(["", "plain", "tab\there", "é", "\u007f"])("§4.4: %j can stand in a line", (text) => {
    expect(isFieldValue(text)).toBe(true);
  });

  it.each(["a\rb", "a\nb", "a\0b", "\r\nSet-Cookie: x"])("§4.4: %j cannot stand in a line", (text) => {
    expect(isFieldValue(text)).toBe(false);
  });

  it("RFC 9110 §5.6.3: optional whitespace around a value is no part of it", () => {
    expect(trimWhitespace(" \ta b\t ")).toBe("a b");
    expect(trimWhitespace("\t \t")).toBe("");
    expect(trimWhitespace("\na\n")).toBe("\na\n");
  });
});
