import { describe, expect, it } from "vitest";
import { recentMap } from "./recent-map.ts";

describe("recentMap", () => {
  it("keeps at least as many as its limit, and forgets what was used before twice as many others", () => {
    const map = recentMap<number, string>(3);
    for (let key = 1; key <= 9; key += 1) map.set(key, `value ${key}`);
    expect([7, 8, 9].map((key) => map.get(key))).toEqual(["value 7", "value 8", "value 9"]);
    expect(map.get(1)).toBeUndefined();
  });

  it("keeps what is asked for again and again", () => {
    const map = recentMap<string, number>(2);
    map.set("often", 1);
    for (let key = 0; key < 20; key += 1) {
      map.set(`seldom ${key}`, key);
      expect(map.get("often")).toBe(1);
    }
  });

  it("forgets everything at once", () => {
    const map = recentMap<string, number>(1);
    map.set("a", 1);
    map.set("b", 2);
    map.clear();
    expect([map.get("a"), map.get("b")]).toEqual([undefined, undefined]);
  });
});
