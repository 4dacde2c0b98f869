import { describe, expect, it } from "vitest";
import { median, table } from "./measured.ts";

describe("median", () => {
  it("is the middle one, whatever the order", () => {
    expect([median([9, 1, 5]), median([2]), median([]), median(undefined)]).toEqual([
      5,
      2,
      undefined,
      undefined,
    ]);
  });
});

describe("table", () => {
  it("has a ratio where there is something to compare with", () => {
    const rows = [
      { what: "put", microseconds: 30, besides: 20 },
      { what: "bare set", microseconds: 20, besides: undefined },
    ];
    expect(table(rows)).toBe("  put            30.00 µs  1.50 × bare\n  bare set       20.00 µs");
  });
});
