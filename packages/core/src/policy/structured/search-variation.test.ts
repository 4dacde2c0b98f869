import { describe, expect, it } from "vitest";
import { searchVariation, withoutIgnoredSearch } from "./search-variation.ts";

const NONE = new Set<string>();

function said(...lines: readonly string[]): ReturnType<typeof searchVariation> {
  return searchVariation(lines.map((line) => ["No-Vary-Search", line] as const));
}

/** Whether two queries are one under a field's value. */
function areOne(value: string, a: string, b: string): boolean {
  const variation = said(value);
  if (variation === undefined) throw new Error(`${value} says nothing`);
  const [one, other] = [a, b].map((query) => withoutIgnoredSearch(`https://a.com/x${query}`, variation));
  return one === other;
}

describe("searchVariation", () => {
  it.each([
    ["key-order", { keyOrder: true, ignored: { only: NONE } }],
    ["key-order=?1, foo=1", { keyOrder: true, ignored: { only: NONE } }],
    ['params=("a" "b")', { keyOrder: false, ignored: { only: new Set(["a", "b"]) } }],
    ['except=("a"), key-order', { keyOrder: true, ignored: { except: new Set(["a"]) } }],
    ["except=()", { keyOrder: false, ignored: { except: NONE } }],
    ["params=()", { keyOrder: false, ignored: { only: NONE } }],
  ])("rules 168, 169: %s is understood", (value, variation) => {
    expect(said(value)).toEqual(variation);
  });

  it.each([
    [""],
    ["foo"],
    ["key-order=?0"],
    ["key-order=1"],
    ['key-order, params="a"'],
    ["params"],
    ["except"],
    ["params=(a)"],
    ["params=(1)"],
    ['params=("a"), except=("b")'],
    ['params=("a"), key-order="x"'],
    ['params=("a'],
    ["é"],
  ])("rule 168: %j is absent, in doubt or nothing new: every query is its own", (value) => {
    expect(said(value)).toBeUndefined();
  });

  it("rule 168: several lines are one field, none is none", () => {
    expect(said("key-order", 'params=("a")')).toEqual({ keyOrder: true, ignored: { only: new Set(["a"]) } });
    expect(searchVariation([])).toBeUndefined();
  });
});

describe("withoutIgnoredSearch", () => {
  it.each([
    ['params=("a")', "?a=1&b=2", "?b=2", true],
    ['params=("a")', "?a=1", "", true],
    ['params=("a")', "?%61=1&b=2", "?b=2", true],
    ['params=("a")', "?A=1", "", false],
    ['params=("a")', "?b=1&c=2", "?c=2&b=1", false],
    ['except=("a")', "?a=1&b=2&c", "?a=1", true],
    ['except=("a")', "?a=1", "?a=2", false],
    ["except=()", "?a=1&b", "", true],
    ["key-order", "?b=1&a=2", "?a=2&b=1", true],
    ["key-order", "?a=2&a=1", "?a=1&a=2", false],
    ["key-order", "?a", "?a=", true],
    ["key-order", "?a&&b&", "?a=&b=", true],
    ["key-order", "?", "", true],
    ["key-order", "?&", "", true],
    ["key-order", "?a=1", "?a=2", false],
  ])("rule 170: under %s %j and %j are one: %s", (value, a, b, one) => {
    expect(areOne(value, a, b)).toBe(one);
  });
});
