import { describe, expect, it } from "vitest";
import { openDigests, PRIVATE, RULES, settingsOf } from "../../test/builders.ts";
import type { HeaderList } from "../http/messages.ts";
import type { ResolvedSettings } from "../settings/resolve.ts";
import { bodyDigest } from "./body-digest.ts";

const JSON_TYPE = "application/json";
const FORM_TYPE = "application/x-www-form-urlencoded";

function digestOf(
  body: string | Uint8Array,
  contentType = JSON_TYPE,
  settings: ResolvedSettings = RULES,
  more: HeaderList = [],
): string {
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  return bodyDigest(bytes, [["Content-Type", contentType], ...more], settings, openDigests);
}

function areOne(bodies: readonly string[], contentType?: string, settings?: ResolvedSettings): boolean {
  return new Set(bodies.map((body) => digestOf(body, contentType, settings))).size === 1;
}

function areAllDifferent(
  bodies: readonly string[],
  contentType?: string,
  settings?: ResolvedSettings,
): boolean {
  return new Set(bodies.map((body) => digestOf(body, contentType, settings))).size === bodies.length;
}

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

describe("multipart, rules-led", () => {
  const multipart = (boundary: string, ...parts: readonly string[]): readonly [string, string] => [
    `${parts.map((part) => `--${boundary}\r\n\r\n${part}\r\n`).join("")}--${boundary}--\r\n`,
    `multipart/form-data; boundary=${boundary}`,
  ];

  it("G-032 KEY-10 the boundary does not count, quoted or not", () => {
    const plain = digestOf(...multipart("----a1", "x", "y"));
    expect(digestOf(...multipart("----b22", "x", "y"))).toBe(plain);
    const [body] = multipart("q q", "x", "y");
    expect(digestOf(body, 'multipart/form-data; boundary="q q"')).toBe(plain);
  });

  it("G-032 KEY-10 parts count, and a boundary within one is the part's", () => {
    const plain = digestOf(...multipart("b", "x", "y"));
    expect(digestOf(...multipart("b", "y", "x"))).not.toBe(plain);
    expect(digestOf(...multipart("b", "x"))).not.toBe(plain);
    expect(digestOf(...multipart("b", "xy"))).not.toBe(plain);
    expect(digestOf(...multipart("a", "1a"))).not.toBe(digestOf(...multipart("b", "1b")));
  });

  it("G-032 a file that is no text does not hinder it", () => {
    const bodyOf = (boundary: string, byte: number): Uint8Array => {
      const [text] = multipart(boundary, "?");
      return new TextEncoder().encode(text).map((code) => (code === 0x3f ? byte : code));
    };
    const digest = (boundary: string, byte: number): string =>
      digestOf(bodyOf(boundary, byte), `multipart/form-data; boundary=${boundary}`);
    expect(digest("a", 0xff)).toBe(digest("b", 0xff));
    const bytes = Array.from({ length: 128 }, (_, i) => digest("a", 128 + i));
    expect(new Set(bytes).size).toBe(128);
  });

  it("KEY-10 without a boundary bytes count", () => {
    expect(digestOf("--a", "multipart/form-data")).not.toBe(digestOf("--b", "multipart/form-data"));
  });
});

describe("parameters of the type", () => {
  const types = (body: string, ...all: readonly string[]): number =>
    new Set(all.map((type) => digestOf(body, type))).size;
  const FORM = '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--b--';

  it("by which a server may answer otherwise are part of the key", () => {
    expect(
      types("{}", "application/json", "application/json; version=1", "application/json; version=2"),
    ).toBe(3);
    expect(
      types("{}", 'application/vnd.api+json;ext="https://a"', 'application/vnd.api+json;ext="https://A"'),
    ).toBe(2);
    expect(types("{}", "application/ld+json; profile=a", "application/ld+json; profile=b")).toBe(2);
    expect(types("a=%E9", `${FORM_TYPE}; charset=utf-8`, `${FORM_TYPE}; charset=iso-8859-1`, FORM_TYPE)).toBe(
      3,
    );
    expect(types(FORM, "multipart/form-data; boundary=b; charset=a", "multipart/form-data; boundary=b")).toBe(
      2,
    );
  });

  it("mean the same in another order, spelling and case of their names", () => {
    expect(types("{}", "application/json;a=1; B=2", 'application/json; b="2";A=1')).toBe(1);
    expect(types("a=1", `${FORM_TYPE};charset=UTF-8`, `${FORM_TYPE}; Charset="utf-8"`)).toBe(1);
  });

  it("do not count where they say nothing: the charset of JSON, a boundary", () => {
    expect(
      types("{}", "application/json", "application/json; charset=utf-8", "application/json;charset=UTF-8"),
    ).toBe(1);
    expect(
      new Set([
        digestOf(FORM, "multipart/form-data; boundary=b"),
        digestOf(FORM.replaceAll("--b", "--xyz"), 'multipart/form-data; boundary="xyz"'),
      ]).size,
    ).toBe(1);
  });
});

describe("ignored fields of multipart/form-data", () => {
  const settings = settingsOf({ ignoredParameters: ["Trace", 'a"b', "schlüssel", "access_token"] });
  const form = (...fields: readonly (readonly [disposition: string, value: string])[]): string =>
    `${fields.map(([disposition, value]) => `--b\r\nContent-Type: text/plain\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n${value}\r\n`).join("")}--b--\r\n`;
  const TYPE = "multipart/form-data; boundary=b";
  const without = form(['name="q"', "1"]);

  it.each([
    'name="trace"',
    "name=TRACE",
    'filename="x; name=y"; name="trace"',
    'name="a%22b"',
    'name="a\\"b"',
    'name="schlüssel"',
  ])("KEY-09 %s is left out", (disposition) => {
    expect(areOne([without, form([disposition, "17"], ['name="q"', "1"])], TYPE, settings)).toBe(true);
  });

  it("and no other is, nor what only looks like one, nor a credential", () => {
    expect(
      areAllDifferent(
        [
          without,
          form(['name="q"', "2"]),
          form(['name="traces"', "17"], ['name="q"', "1"]),
          form(['filename="trace"', "17"], ['name="q"', "1"]),
          form(['name="q"', '1\r\nContent-Disposition: form-data; name="trace"\r\n\r\n']),
          form(['name="access_token"', "a"], ['name="q"', "1"]),
          form(['name="access_token"', "b"], ['name="q"', "1"]),
        ],
        TYPE,
        settings,
      ),
    ).toBe(true);
  });
});

describe("anything else", () => {
  it("G-044 KEY-08 bytes count as they are, with the whole type", () => {
    const bytes = Uint8Array.of(0, 255, 128);
    expect(digestOf(bytes, "image/png")).toBe(digestOf(bytes.slice(), "image/png"));
    expect(digestOf(bytes, "image/png")).not.toBe(digestOf(Uint8Array.of(0, 255, 129), "image/png"));
    expect(digestOf(bytes, "image/png")).not.toBe(digestOf(bytes, "image/gif"));
    expect(digestOf("a", "text/plain; charset=utf-8")).not.toBe(digestOf("a", "text/plain; charset=utf-16"));
  });

  it("KEY-08 a text is not the digest of other bytes", () => {
    const ofBytes = digestOf(Uint8Array.of(1, 2), "application/json");
    expect(digestOf("0102", "application/json")).not.toBe(ofBytes);
  });

  it("RFC 10008 rule 172: the coding of the body counts, in each profile", () => {
    for (const settings of [RULES, PRIVATE]) {
      const plain = digestOf('{"a":1}', JSON_TYPE, settings);
      expect(digestOf('{"a":1}', JSON_TYPE, settings, [["Content-Encoding", "gzip"]])).not.toBe(plain);
    }
  });

  it("RFC 10008 rule 174: header-led, nothing is brought into one form", () => {
    expect(areAllDifferent(['{"a":1,"b":2}', '{"b":2,"a":1}', '{"b":2,"a":1} '], JSON_TYPE, PRIVATE)).toBe(
      true,
    );
    expect(areAllDifferent(["a=1&b=2", "b=2&a=1"], FORM_TYPE, PRIVATE)).toBe(true);
    expect(digestOf("{}", "application/json", PRIVATE)).not.toBe(
      digestOf("{}", "application/json; charset=utf-8", PRIVATE),
    );
  });
});
