import { describe, expect, it } from "vitest";
import { settingsOf } from "../../test/builders.ts";
import {
  namesLeftOut,
  normalParameters,
  parameters,
  pathParameters,
  pathWithout,
  REDACTED,
  redactedPath,
  redactedQuery,
  sortedByName,
  withoutNames,
} from "./ignored-parameters.ts";

function texts(list: ReturnType<typeof parameters>): readonly string[] {
  return list.map(({ text }) => text);
}

describe("parameters", () => {
  it("keeps what is written, and tells names as they are meant", () => {
    expect(parameters("a=1&b&c=&=d&%61+b=%31&%zz=1&a=b=c")).toEqual([
      { text: "a=1", name: "a" },
      { text: "b", name: "b" },
      { text: "c=", name: "c" },
      { text: "=d", name: "" },
      { text: "%61+b=%31", name: "a b" },
      { text: "%zz=1", name: "%zz" },
      { text: "a=b=c", name: "a" },
    ]);
  });

  it.each([[""], ["a"], ["&"], ["a&"], ["&a&&b"], ["a=1&a=1"]])(
    "gives %j back when joined again",
    (query) => {
      expect(texts(parameters(query)).join("&")).toBe(query);
    },
  );
});

describe("order", () => {
  it("G-035 G-037 names are sorted, values of one name keep their order", () => {
    expect(texts(sortedByName(parameters("b=1&a=2&b=0&a=1")))).toEqual(["a=2", "a=1", "b=1", "b=0"]);
  });

  it("the order is that of code units, not of a locale", () => {
    expect(texts(sortedByName(parameters("ä&z&Z&a")))).toEqual(["Z", "a", "z", "ä"]);
  });

  it("KEY-04 the normal form drops empty pairs, and keeps blank values", () => {
    expect(texts(normalParameters(parameters("&b=&&a&")))).toEqual(["a", "b="]);
  });
});

describe("names to leave out", () => {
  const secret = (name: string): boolean => name.toLowerCase() === "token";

  it("KEY-12 names are compared without case, and as they are meant", () => {
    expect(texts(withoutNames(parameters("Token=1&tok%65n=2&tokens=3&token"), secret))).toEqual(["tokens=3"]);
    const isLeftOut = namesLeftOut(
      settingsOf({ ignoredParameters: ["A"], partitionBy: { parameters: ["c"] } }),
    );
    expect(texts(withoutNames(parameters("a=1&b=2&C=3"), isLeftOut))).toEqual(["b=2"]);
  });

  it("G-038 KEY-13 redaction replaces the value and nothing else", () => {
    expect(redactedQuery("q=%C3%A4+%2F&ToKen=a=b&&x", secret)).toBe(`q=%C3%A4+%2F&ToKen=${REDACTED}&&x`);
  });

  it("KEY-13 a name without a value has nothing to hide", () => {
    expect(redactedQuery("token", secret)).toBe("token");
    expect(redactedQuery("token=", secret)).toBe(`token=${REDACTED}`);
  });

  it("G-052 without names nothing is redacted", () => {
    expect(redactedQuery("token=1", () => false)).toBe("token=1");
  });
});

describe("parameters of a path's segments (RFC 3986 §3.3)", () => {
  const secret = (name: string): boolean => name === "sid";

  it("are read, left out and redacted like those of a query", () => {
    const path = "/a;sid=1;x=2/b;s%69d=3;sid/c";
    expect(texts(pathParameters(path))).toEqual(["sid=1", "x=2", "s%69d=3", "sid"]);
    expect(pathWithout(path, secret)).toBe("/a;x=2/b/c");
    expect(redactedPath(path, secret)).toBe("/a;sid=REDACTED;x=2/b;s%69d=REDACTED;sid/c");
  });

  it("a path without any stays", () => {
    expect([pathParameters("/a"), pathWithout("/a", secret), redactedPath("/a", secret)]).toEqual([
      [],
      "/a",
      "/a",
    ]);
  });
});
