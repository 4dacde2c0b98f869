import { describe, expect, it } from "vitest";
import {
  type BareItem,
  type Member,
  parseDictionary,
  parseList,
  serializeString,
  serializeToken,
} from "./structured-field.ts";

function item(bare: BareItem, parameters: readonly (readonly [string, BareItem])[] = []): Member {
  return { kind: "item", bare, parameters: new Map(parameters) };
}

function bareOf(text: string): BareItem | undefined {
  const [member] = parseList([text]) ?? [];
  return member?.kind === "item" ? member.bare : undefined;
}

describe("bare items", () => {
  it.each<[string, BareItem]>([
    ["0", { type: "integer", value: 0 }],
    ["42", { type: "integer", value: 42 }],
    ["-42", { type: "integer", value: -42 }],
    ["0042", { type: "integer", value: 42 }],
    ["999999999999999", { type: "integer", value: 999999999999999 }],
    ["1.5", { type: "decimal", value: 1.5 }],
    ["-0.125", { type: "decimal", value: -0.125 }],
    ["123456789012.123", { type: "decimal", value: 123456789012.123 }],
    ['""', { type: "string", value: "" }],
    ['"a, b;c=d"', { type: "string", value: "a, b;c=d" }],
    ['"\\"\\\\"', { type: "string", value: '"\\' }],
    ["a", { type: "token", value: "a" }],
    ["*a/b:c.d", { type: "token", value: "*a/b:c.d" }],
    ["A!#$%&'*+-.^_`|~:/", { type: "token", value: "A!#$%&'*+-.^_`|~:/" }],
    ["?1", { type: "boolean", value: true }],
    ["?0", { type: "boolean", value: false }],
  ])("RFC 9651 §4.2.3.1: %s is %j", (text, bare) => {
    expect(bareOf(text)).toEqual(bare);
  });

  it.each([
    "-",
    "--1",
    "+1",
    "1.",
    ".5",
    "1.2345",
    "1234567890123.1",
    "1234567890123456",
    "-1000000000000000",
    "1e3",
    "0x10",
    '"a',
    '"\\a"',
    '"\\',
    '"é"',
    '"\t"',
    '"\u007f"',
    "'a'",
    "?",
    "?2",
    "?true",
    "é",
    "=a",
    "{a}",
    "@1659578233",
    '%"a"',
    "\uff14",
  ])("§2.1 rule 162: %j is an error", (text) => {
    expect(parseList([text])).toBeUndefined();
    expect(parseDictionary([`a=${text}`])).toBeUndefined();
  });
});

describe("byte sequences", () => {
  it.each(["::", ":AA==:", ":AAE=:", ":/+8A:", ":aGVsbG8=:", ":aGVsbG8:", ":aGVsbG9oZWxsbyE=:"])(
    "RFC 9651 §4.2.7: %s is read, and stays as it is",
    (text) => {
      expect(bareOf(text)).toEqual({ type: "bytes", value: text.slice(1, -1) });
    },
  );

  it.each([
    ":",
    ":AA==",
    ":A:",
    ":AA=:",
    ":A===:",
    ":=:",
    ":AA==AA==:",
    ":A A=:",
    ":AA-_:",
    ":é:",
    ":AA==:x",
  ])("RFC 9651 §4.2.7: %s is an error", (text) => {
    expect(parseList([text])).toBeUndefined();
  });
});

describe("parseList", () => {
  it("RFC 9651 §4.2.1: members, over all lines, in order", () => {
    expect(parseList([" a, b ,\tc ", "d"])).toEqual(
      ["a", "b", "c", "d"].map((value) => item({ type: "token", value })),
    );
  });

  it("RFC 9651 §4.2: without lines, or with empty ones, it is empty and no error", () => {
    expect(parseList([])).toEqual([]);
    expect(parseList([""])).toEqual([]);
    expect(parseList(["  "])).toEqual([]);
  });

  it.each(["a,", ",a", "a,,b", "a b", "\ta", "a;", "a,\t", "a, ;b"])(
    "§2.1 rule 162: %j is an error",
    (text) => {
      expect(parseList([text])).toBeUndefined();
    },
  );

  it("RFC 9651 §4.2.3.2: parameters: bare ones are true, the last of a name counts, spaces may follow the semicolon", () => {
    expect(parseList(["a;x;y=1;  z=?0;y=2, b;*k_-.0=t"])).toEqual([
      item({ type: "token", value: "a" }, [
        ["x", { type: "boolean", value: true }],
        ["y", { type: "integer", value: 2 }],
        ["z", { type: "boolean", value: false }],
      ]),
      item({ type: "token", value: "b" }, [["*k_-.0", { type: "token", value: "t" }]]),
    ]);
  });

  it.each(["a;", "a;X", "a;x=", "a;x =1", "a ;x", "a;\tx", "a;1", "a;x=(b)", "a;=1"])(
    "RFC 9651 §4.2.3.2: the parameters of %j are an error",
    (text) => {
      expect(parseList([text])).toBeUndefined();
    },
  );

  it("RFC 9651 §4.2.1.2: inner lists hold items, and both have parameters", () => {
    expect(parseList(["( a;x  1 );p=1, ()"])).toEqual([
      {
        kind: "inner-list",
        items: [
          item({ type: "token", value: "a" }, [["x", { type: "boolean", value: true }]]),
          item({ type: "integer", value: 1 }),
        ],
        parameters: new Map([["p", { type: "integer", value: 1 }]]),
      },
      { kind: "inner-list", items: [], parameters: new Map() },
    ]);
  });

  it.each(["(", "(a", "(a ", "(a,b)", "(a\tb)", '("a""b")', "((a))", "(a)b", ")"])(
    "RFC 9651 §4.2.1.2: %j is an error",
    (text) => {
      expect(parseList([text])).toBeUndefined();
    },
  );
});

describe("parseDictionary", () => {
  it("§2.1 rule 162: keys with values, with parameters, and bare ones that are true", () => {
    const members = parseDictionary(["max-age=60;x=1, no-store", "private;y, a=(1 2)"]);
    expect([...(members ?? [])]).toEqual([
      ["max-age", item({ type: "integer", value: 60 }, [["x", { type: "integer", value: 1 }]])],
      ["no-store", item({ type: "boolean", value: true })],
      ["private", item({ type: "boolean", value: true }, [["y", { type: "boolean", value: true }]])],
      [
        "a",
        {
          kind: "inner-list",
          items: [item({ type: "integer", value: 1 }), item({ type: "integer", value: 2 })],
          parameters: new Map(),
        },
      ],
    ]);
  });

  it("§2.1 rule 163: values keep the type they were written with", () => {
    const members = parseDictionary(['max-age=1.5, s-maxage="60", no-store=?0']);
    expect([...(members?.values() ?? [])]).toEqual([
      item({ type: "decimal", value: 1.5 }),
      item({ type: "string", value: "60" }),
      item({ type: "boolean", value: false }),
    ]);
  });

  it("RFC 9651 §4.2.2: of a key given twice the last counts", () => {
    expect(parseDictionary(["a=1, b=2", "a=3"])).toEqual(
      new Map([
        ["a", item({ type: "integer", value: 3 })],
        ["b", item({ type: "integer", value: 2 })],
      ]),
    );
  });

  it("§2.1 rule 162: empty is no error; the reader treats it as absent", () => {
    expect(parseDictionary([])).toEqual(new Map());
    expect(parseDictionary([" "])).toEqual(new Map());
  });

  it("§4.1 rule 44: prototype names are keys like any other", () => {
    expect(parseDictionary(["constructor=1"])).toEqual(
      new Map([["constructor", item({ type: "integer", value: 1 })]]),
    );
    // No key begins with an underscore.
    expect(parseDictionary(["__proto__=1"])).toBeUndefined();
  });

  it.each([
    "Max-age=60",
    "max-age=60,",
    "max-age =60",
    "max-age= 60",
    "max-age=",
    "max-age=60 no-store",
    "a=1,,b=2",
    "1=2",
    '"a"=1',
    "a=1;",
    "a=(1",
    "max-age=60, &&&",
  ])("§2.1 rule 162: %j is an error", (text) => {
    expect(parseDictionary([text])).toBeUndefined();
  });
});

describe("serialising", () => {
  it("RFC 9651 §4.1.6: a String escapes quotes and backslashes", () => {
    expect(serializeString('a "b" \\c')).toBe('"a \\"b\\" \\\\c"');
    expect(serializeString("")).toBe('""');
    expect(serializeString(" ~")).toBe('" ~"');
  });

  it.each(["é", "a\nb", "a\0", "\u007f", "\ud83d\ude00", "\ud83d"])(
    "RFC 9651 §4.1.6: %j cannot be a String",
    (text) => {
      expect(serializeString(text)).toBeUndefined();
    },
  );

  it.each(["a", "*", "*a", "rcache", "Example.com:80/x"])("RFC 9651 §4.1.7: %j is a Token", (text) => {
    expect(serializeToken(text)).toBe(text);
  });

  it.each(["", "1a", "-a", "a b", "a,b", 'a"', "é", "aé", ":a"])(
    "RFC 9651 §4.1.7: %j is no Token",
    (text) => {
      expect(serializeToken(text)).toBeUndefined();
    },
  );
});
