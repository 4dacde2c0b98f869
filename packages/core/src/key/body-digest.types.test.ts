import { describe, expect, it } from "vitest";
import { areAllDifferent, areOne, digestOf, FORM_TYPE, JSON_TYPE } from "../../test/body-digests.ts";
import { PRIVATE, RULES, settingsOf } from "../../test/builders.ts";

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
