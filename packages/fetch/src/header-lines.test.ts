import { describe, expect, it } from "vitest";
import { headerLines } from "./header-lines.ts";

describe("headerLines", () => {
  it("takes records, lists of pairs and Headers", () => {
    const lines = [["accept", "text/plain"]];
    expect(headerLines({ accept: "text/plain" })).toEqual(lines);
    expect(headerLines([["accept", "text/plain"]])).toEqual(lines);
    expect(headerLines(new Headers({ accept: "text/plain" }))).toEqual(lines);
    expect(headerLines(undefined)).toEqual([]);
  });

  it("keeps a name that stands twice apart or joined as fetch would", () => {
    expect(
      headerLines([
        ["x-a", "1"],
        ["x-a", "2"],
      ]),
    ).toEqual([
      ["x-a", "1"],
      ["x-a", "2"],
    ]);
  });

  it("trims white space as fetch does", () => {
    expect(headerLines({ "x-a": " \t1 2\t" })).toEqual([["x-a", "1 2"]]);
  });

  it("converts values that are no strings as fetch does", () => {
    // The cast: a program without types may give a number.
    expect(headerLines({ "x-a": 5 } as unknown as Record<string, string>)).toEqual([["x-a", "5"]]);
  });

  it.each([
    ["a name with a space", { "a b": "1" }],
    ["a value with a line break inside", { a: "1\r\nb: 2" }],
    ["a value with a NUL", { a: "1\0" }],
    ["a value outside Latin-1", { a: "ก" }],
  ])("refuses %s with the platform's own error", (_case, headers) => {
    const own = platformError(() => new Headers(headers));
    expect(platformError(() => headerLines(headers))).toEqual(own);
    expect(own).toBeInstanceOf(TypeError);
  });

  it("takes an empty value and Latin-1", () => {
    expect(headerLines({ a: "", b: "é" })).toEqual([
      ["a", ""],
      ["b", "é"],
    ]);
  });
});

function platformError(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  return undefined;
}
