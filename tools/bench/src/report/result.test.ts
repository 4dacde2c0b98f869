import { describe, expect, it } from "vitest";
import { type Bar, type Row, verdictOf } from "./result.ts";
import { tableOf } from "./table.ts";

const higher: Bar = { figure: "ratio", better: "higher", good: 3.5, minimum: 0.85 };
const lower: Bar = { figure: "hits", better: "lower", good: 1 };

function row(figures: Row["figures"], ...bars: readonly Bar[]): Row {
  return { contender: "ours", role: "ours", figures, bars };
}

describe("verdictOf", () => {
  it.each([
    [3.5, "good"],
    [3.4, "minimum"],
    [0.85, "minimum"],
    [0.84, "missed"],
    [Number.NaN, "missed"],
    [undefined, "missed"],
  ] as const)("a ratio of %s is %s", (ratio, verdict) => {
    expect(verdictOf(row({ ratio }, higher))).toBe(verdict);
  });

  it("is the worst of several", () => {
    expect(verdictOf(row({ ratio: 4, hits: 1 }, higher, lower))).toBe("good");
    expect(verdictOf(row({ ratio: 1, hits: 1 }, higher, lower))).toBe("minimum");
    expect(verdictOf(row({ ratio: 4, hits: 2 }, higher, lower))).toBe("missed");
  });

  it("is nothing without a bar", () => {
    expect(verdictOf(row({ ratio: 4 }))).toBeUndefined();
  });
});

describe("tableOf", () => {
  it("shows figures, bars and marks in columns", () => {
    const table = tableOf({
      id: "s1",
      title: "a title",
      limit: "a limit",
      columns: [
        { figure: "ratio", label: "ratio", digits: 2 },
        { figure: "hits", label: "hits", digits: 0 },
      ],
      rows: [row({ ratio: 4, hits: 1234 }, higher, { ...lower, minimum: 2000 }), row({ hits: 1 })],
    });
    expect(table.split("\n")).toEqual([
      "S1  a title",
      "against a limit",
      "       ratio     hits  bar: good / minimum",
      expect.stringMatching(/^─+$/),
      "ours  4.00 ✓  1,234 ~  ≥ 3.5 / 0.85 · ≤ 1 / 2000  ✓ minimum only",
      "ours     –        1",
    ]);
  });
});
