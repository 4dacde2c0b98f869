import { describe, expect, it } from "vitest";
import { manualClock } from "./manual-clock.ts";

describe("manualClock", () => {
  it("stands still until it is moved, forwards or back", () => {
    const clock = manualClock(1_000);
    expect([clock.nowMs(), clock.nowMs()]).toEqual([1_000, 1_000]);
    clock.advance(50);
    expect(clock.nowMs()).toBe(1_050);
    clock.advance(-100);
    expect(clock.nowMs()).toBe(950);
  });

  it("starts at the same instant every time", () => {
    expect(new Date(manualClock().nowMs()).toISOString()).toBe("2026-01-01T00:00:00.000Z");
  });

  it("refuses what is not a number, naming it", () => {
    expect(() => manualClock(Number.NaN)).toThrow(/RCACHE_INVALID_OPTION: startMs of a manual clock is NaN/);
    expect(() => manualClock().advance(Number.POSITIVE_INFINITY)).toThrow(/Infinity/);
  });
});
