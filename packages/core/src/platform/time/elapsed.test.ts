import { describe, expect, it } from "vitest";
import { elapsedMsOf } from "./elapsed.ts";
import { systemClock } from "./system-clock.ts";

describe("elapsedMsOf", () => {
  it("counts the steps of a clock forward", () => {
    let now = 1_000;
    const elapsedMs = elapsedMsOf({ nowMs: () => now });
    const from = elapsedMs();
    now += 40;
    expect(elapsedMs() - from).toBe(40);
    expect(elapsedMs() - from).toBe(40);
  });

  it.each([
    ["set back", -30 * 86_400_000],
    ["that says NaN", Number.NaN],
  ])("never goes back with a clock %s, and ends what waits", (_what, later) => {
    let now = 0;
    const elapsedMs = elapsedMsOf({ nowMs: () => now });
    const from = elapsedMs();
    now = later;
    expect(elapsedMs() - from).toBeGreaterThanOrEqual(86_400_000);
  });

  it("is the clock's own, where it has one", () => {
    let monotonicMs = 5;
    const elapsedMs = elapsedMsOf({ nowMs: () => 0, monotonicMs: () => monotonicMs });
    expect(elapsedMs()).toBe(5);
    monotonicMs = 7;
    expect(elapsedMs()).toBe(7);
    expect(systemClock.monotonicMs?.()).toBeGreaterThan(0);
  });
});
