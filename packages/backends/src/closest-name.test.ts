import { describe, expect, it } from "vitest";
import { closestName } from "./closest-name.ts";

const NAMES = ["memory", "sqlite", "redis", "mongodb"] as const;

describe("closestName", () => {
  it.each([
    ["reddis", "redis"],
    ["sqlite3", "sqlite"],
    ["mongo", "mongodb"],
    ["memroy", "memory"],
    ["sqllite", "sqlite"],
  ])("takes %s for %s", (typed, meant) => {
    expect(closestName(typed, NAMES)).toBe(meant);
  });

  it.each(["postgres", "", "s", "level"])("guesses nothing for %j", (typed) => {
    expect(closestName(typed, NAMES)).toBeUndefined();
  });
});
