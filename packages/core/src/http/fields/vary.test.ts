import { describe, expect, it } from "vitest";
import { varyNames } from "./vary.ts";

function named(...lines: readonly string[]): readonly string[] | "*" {
  return varyNames(lines.map((line) => ["Vary", line] as const));
}

describe("varyNames", () => {
  it("§4.1 rule 41: without Vary, or with an empty one, nothing is named", () => {
    expect(varyNames([["Content-Type", "a/b"]])).toEqual([]);
    expect(named("")).toEqual([]);
    expect(named(" , ")).toEqual([]);
  });

  it.each([["*"], ["* "], [" *"], ["*,"], [", *"], ["Foo, *"], ["*, *"], ["*, Foo"], ["\t*"]])(
    "§4.1 rule 42: %j matches nothing",
    (line) => {
      expect(named(line)).toBe("*");
    },
  );

  it("§4.1 rule 42: a * in any of several lines matches nothing", () => {
    expect(named("Foo", "*")).toBe("*");
    expect(named("*", "Foo")).toBe("*");
  });

  it("§4.1 rule 43: all lines form one list, in lower case, each name once, sorted", () => {
    expect(named("Foo, bar", "BAR ,\tAccept")).toEqual(["accept", "bar", "foo"]);
    expect(
      varyNames([
        ["vary", "B"],
        ["VARY", "a"],
      ]),
    ).toEqual(["a", "b"]);
  });

  it("§4.1 rule 44: the names of an object's own machinery are names like any other", () => {
    expect(named("constructor, __proto__, hasOwnProperty")).toEqual([
      "__proto__",
      "constructor",
      "hasownproperty",
    ]);
  });

  it.each(["bad name", "a:b", '"Foo"', '"Foo, Bar"', "é", "Foo; Bar", "Accept\u0000", "coo\u212aie"])(
    "§4.1 rule 45: the invalid name in %j is treated as *",
    (line) => {
      expect(named(line)).toBe("*");
      expect(named("Foo", line)).toBe("*");
    },
  );

  it("§4.5 F35: 64 names are taken, repeats not counted; more are treated as *", () => {
    const names = Array.from({ length: 64 }, (_, index) => `x-${index}`);
    expect(named(names.join(","), names.join(","))).toHaveLength(64);
    expect(named([...names, "x-64"].join(","))).toBe("*");
    expect(named(Array.from({ length: 5000 }, (_, index) => `x-${index}`).join(", "))).toBe("*");
  });
});
