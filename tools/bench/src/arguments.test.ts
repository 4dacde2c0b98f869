import { describe, expect, it } from "vitest";
import { readArguments } from "./arguments.ts";

const KNOWN = ["s1a", "s1b", "s2"];

describe("readArguments", () => {
  it("takes all scenarios where none is named", () => {
    expect(readArguments([], KNOWN)).toEqual({ quick: false, help: false });
  });

  it("reads ids with commas, in any case, also by their beginning", () => {
    expect(readArguments(["--only", "S2, s1"], KNOWN).only).toEqual(["s2", "s1a", "s1b"]);
  });

  it("passes over the dashes that a package manager hands on", () => {
    expect(readArguments(["--", "--quick", "--json", "-"], KNOWN)).toEqual({
      quick: true,
      help: false,
      json: "-",
    });
  });

  it.each([["s9"], [""], ["s1a,"]])("refuses --only %j", (only) => {
    expect(() => readArguments(["--only", only], KNOWN)).toThrow("use s1a, s1b, s2");
  });
});
