import { describe, expect, it } from "vitest";
import { recentMap } from "./recent-map.ts";

describe("recentMap", () => {
  it("keeps at least as many as its limit, and forgets what was used before twice as many others", () => {
    const map = recentMap<string>(3, 1_000_000);
    for (let key = 1; key <= 9; key += 1) map.set(`${key}`, `value ${key}`);
    expect(["7", "8", "9"].map((key) => map.get(key))).toEqual(["value 7", "value 8", "value 9"]);
    expect(map.get("1")).toBeUndefined();
  });

  it("keeps what is asked for again and again", () => {
    const map = recentMap<number>(2, 1_000_000);
    map.set("often", 1);
    for (let key = 0; key < 20; key += 1) {
      map.set(`seldom ${key}`, key);
      expect(map.get("often")).toBe(1);
    }
  });

  it("keeps no more text than twice what it may, however few the keys are", () => {
    const map = recentMap<number>(1_000, 64_000);
    const keys = Array.from({ length: 500 }, (_, n) => `${n}`.padEnd(1_000, "x"));
    for (const [n, key] of keys.entries()) map.set(key, n);
    const kept = keys.filter((key) => map.get(key) !== undefined);
    expect(kept.length).toBeGreaterThanOrEqual(64);
    expect(kept.length).toBeLessThanOrEqual(128);
    map.set("x".repeat(1_001), 1);
    expect(map.get("x".repeat(1_001))).toBeUndefined();
  });

  it("forgets everything at once", () => {
    const map = recentMap<number>(1, 1_000_000);
    map.set("a", 1);
    map.set("b", 2);
    map.clear();
    expect([map.get("a"), map.get("b")]).toEqual([undefined, undefined]);
  });
});
