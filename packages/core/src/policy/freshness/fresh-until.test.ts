import { describe, expect, it } from "vitest";
import { lifetimesOf, NOW_MS } from "../../../test/builders.ts";
import { NEVER_MS } from "../../http/messages.ts";
import { withFreshUntil } from "./lifetimes.ts";

const WEEK_MS = 604_800_000;

describe("withFreshUntil", () => {
  const lifetimes = lifetimesOf({
    freshUntilMs: NOW_MS,
    whileRevalidateUntilMs: NOW_MS + 1_000,
    ifErrorUntilMs: NOW_MS + 2_000,
    removeAtMs: NOW_MS + 3_000,
  });

  it("CAC-12 G-211 G-212 what counts from the end of freshness moves along", () => {
    for (const untilMs of [NOW_MS + 50_000, NOW_MS - 50_000]) {
      expect(withFreshUntil(lifetimes, untilMs)).toEqual({
        usableFromMs: lifetimes.usableFromMs,
        freshUntilMs: untilMs,
        freeUntilMs: untilMs,
        whileRevalidateUntilMs: untilMs + 1_000,
        ifErrorUntilMs: untilMs + 2_000,
        removeAtMs: untilMs + 3_000,
      });
    }
  });

  it("CAC-12 what is never free stays so", () => {
    expect(withFreshUntil({ ...lifetimes, freeUntilMs: 0 }, NOW_MS + 5).freeUntilMs).toBe(0);
  });

  it("CAC-12 never is never, for all of it", () => {
    const { usableFromMs: _, ...ends } = withFreshUntil(lifetimes, Number.POSITIVE_INFINITY);
    expect(new Set(Object.values(ends))).toEqual(new Set([NEVER_MS]));
  });

  it("CAC-12 what never expired is kept for a week after it does", () => {
    const never = lifetimesOf({ freshUntilMs: NEVER_MS, removeAtMs: NEVER_MS });
    expect(withFreshUntil(never, NOW_MS)).toMatchObject({
      freshUntilMs: NOW_MS,
      removeAtMs: NOW_MS + WEEK_MS,
    });
    expect(withFreshUntil(never, NEVER_MS).removeAtMs).toBe(NEVER_MS);
  });

  it("CAC-12 what is kept for ever is not removed before its windows end", () => {
    const kept = { ...lifetimes, ifErrorUntilMs: NOW_MS + 30 * 86_400_000, removeAtMs: NEVER_MS };
    const moved = withFreshUntil(kept, NOW_MS - 1_000);
    expect(moved.removeAtMs).toBeGreaterThan(moved.ifErrorUntilMs);
  });
});
