import { describe, expect, it } from "vitest";
import * as rules from "../../policy/structured/structured-rules.ts";
import { searchMemory } from "./search-memory.ts";

describe("searchMemory", () => {
  it("rule 171 what a response says of queries holds for every query of its path, and for no other path", () => {
    const memory = searchMemory();
    const heard = { variation: { keyOrder: true, ignored: { only: new Set<string>() } }, rules };
    memory.remember("https://a.com/x?a?b", heard);
    expect([memory.get("https://a.com/x"), memory.get("https://a.com/x?c")]).toEqual([heard, heard]);
    expect(memory.get("https://a.com/y?a?b")).toBeUndefined();
    memory.remember("https://a.com/x", undefined);
    expect(memory.get("https://a.com/x?a?b")).toBeUndefined();
  });
});
