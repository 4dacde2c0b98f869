import { describe, expect, it } from "vitest";
import { areAllDifferent, areOne, digestOf, FORM_TYPE, JSON_TYPE } from "../../test/body-digests.ts";
import { RULES, settingsOf } from "../../test/builders.ts";
import { bodyDigest } from "./body-digest.ts";

describe("JSON, rules-led", () => {
  it("G-020 G-040 KEY-06 keys have no order at any depth, and space does not count", () => {
    expect(areOne(['{"a":1,"b":{"c":2,"d":3}}', '{ "b": {"d":3, "c":2},\n "a": 1 }'])).toBe(true);
  });

  it("V3 what means something else is something else", () => {
    expect(
      areAllDifferent([
        "[1,2]",
        "[2,1]",
        '["1","2"]',
        '{"a":1}',
        '{"a":"1"}',
        '{"a":null}',
        "{}",
        "[]",
        "null",
        '""',
        "0",
        '{"a":{"b":1}}',
        '{"a":[{"b":1}]}',
        '{"pairs":[["a",1]]}',
        '{"__proto__":1}',
        '{"__proto__":2}',
        '{"1":0,"b":0}',
        '{"b":0,"10":0}',
      ]),
    ).toBe(true);
  });

  it("V22 a name given twice is not the name given once", () => {
    expect(
      areAllDifferent(['{"a":1,"a":2}', '{"a":2}', '{"a":2,"a":2}', '[{"a":1,"a":2}]', '[{"a":2}]']),
    ).toBe(true);
    expect(areOne(['{"a":":","b":"\\":{"}', '{"b":"\\":{","a":":"}'])).toBe(true);
  });

  it("V22 numbers that a parser would round stay what they are", () => {
    expect(
      areAllDifferent([
        '{"n":9007199254740993}',
        '{"n":9007199254740992}',
        '{"n":0.1000000000000000055}',
        '{"n":0.1}',
        '{"n":1e400}',
        '{"n":1E401}',
      ]),
    ).toBe(true);
  });

  it("G-047 a media type is JSON whatever its suffix, case and parameters", () => {
    expect(areOne(['{"a":1,"b":2}', '{"b":2,"a":1}'], "application/vnd.api+json")).toBe(true);
    const plain = digestOf('{"a":1,"b":2}', "application/json");
    expect(digestOf('{"b":2,"a":1}', "Application/JSON; charset=UTF-8")).toBe(plain);
    expect(digestOf('{"a":1,"b":2}', "application/vnd.api+json")).not.toBe(plain);
  });

  it.each([["{"], ["bare"], [""], ["\uFEFF{}"], ["{'a':1}"], ["[1,]"]])(
    "G-042 G-043 G-049 %j is no JSON: its bytes count, and nothing throws",
    (text) => {
      expect(digestOf(text)).not.toBe(digestOf(`${text} `));
    },
  );

  it("G-042 JSON that is not UTF-8 counts byte for byte", () => {
    const [one, other] = [Uint8Array.of(0x22, 0xe9, 0x22), Uint8Array.of(0x22, 0xe8, 0x22)];
    expect(digestOf(one)).not.toBe(digestOf(other));
  });

  it("F46 JSON nested beyond the stack counts byte for byte", () => {
    const deep = "[".repeat(100_000) + "]".repeat(100_000);
    expect(digestOf(deep)).not.toBe(digestOf(`${deep} `));
  });

  it("G-045 above the limit bytes count", () => {
    // The beginning stands for the bytes: a real digest of so many takes too long here.
    const digests = {
      text: (text: string) => text,
      bytes: (bytes: Uint8Array) => new TextDecoder().decode(bytes.subarray(0, 20)),
    };
    const digestOfSize = (text: string, size: number): string =>
      bodyDigest(new TextEncoder().encode(text.padEnd(size)), [["Content-Type", JSON_TYPE]], RULES, digests);
    const [one, other] = ['{"a":1,"b":2}', '{"b":2,"a":1}'];
    const limit = 10 * 1024 * 1024;
    expect(digestOfSize(one, limit)).toBe(digestOfSize(other, limit));
    expect(digestOfSize(one, limit + 1)).not.toBe(digestOfSize(other, limit + 1));
  });
});

describe("ignored names", () => {
  const settings = settingsOf({ ignoredParameters: ["Token"] });

  it("G-017 of a JSON object they are left out at the top, whatever their case", () => {
    expect(areOne(['{"a":1,"token":2}', '{"a":1,"TOKEN":3}', '{"a":1}'], JSON_TYPE, settings)).toBe(true);
    expect(areAllDifferent(['{"a":{"token":1}}', '{"a":{"token":2}}'], JSON_TYPE, settings)).toBe(true);
  });

  it("G-041 of a JSON list they are left out as members", () => {
    expect(areOne(['["a","token"]', '["token","a"]', '["a"]'], JSON_TYPE, settings)).toBe(true);
  });

  it("G-053 KEY-09 with contentRootKey they are left out inside it only", () => {
    const rooted = settingsOf({ ignoredParameters: ["token"], contentRootKey: "data" });
    expect(areOne(['{"data":{"token":1,"a":1}}', '{"data":{"a":1}}'], JSON_TYPE, rooted)).toBe(true);
    expect(
      areAllDifferent(['{"data":{"a":1},"token":1}', '{"data":{"a":1},"token":2}'], JSON_TYPE, rooted),
    ).toBe(true);
    expect(areOne(['{"data":["token"]}', '{"data":[]}'], JSON_TYPE, rooted)).toBe(true);
    expect(areAllDifferent(['{"data":"token"}', '{"data":null}'], JSON_TYPE, rooted)).toBe(true);
  });

  it("G-054 KEY-09 where the root is absent, they are left out of the whole body", () => {
    const rooted = settingsOf({ ignoredParameters: ["token"], contentRootKey: "data" });
    expect(areOne(['{"token":1,"a":1}', '{"a":1}'], JSON_TYPE, rooted)).toBe(true);
    const inherited = settingsOf({ ignoredParameters: ["token"], contentRootKey: "constructor" });
    expect(areOne(['{"token":1,"a":1}', '{"a":1}'], JSON_TYPE, inherited)).toBe(true);
  });

  it("G-017 of a form they are left out as parameters", () => {
    expect(areOne(["a=1&token=2", "Tok%65n=3&a=1", "a=1"], FORM_TYPE, settings)).toBe(true);
  });
});

describe("forms, rules-led", () => {
  it("G-048 KEY-07 parameters have no order, values of one name do", () => {
    expect(areOne(["a=1&b=2", "b=2&a=1", "b=2&&a=1&"], FORM_TYPE)).toBe(true);
    expect(areAllDifferent(["a=1&a=2", "a=2&a=1", "a=1", "a", "a=", "a=1%26a=2"], FORM_TYPE)).toBe(true);
  });
});
