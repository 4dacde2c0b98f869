import { describe, expect, it } from "vitest";
import { nearestName } from "./nearest-name.ts";

const ALIASES = ["memory", "sqlite", "redis", "mongodb", "tls", "ttl", "ttlOffset"] as const;

describe("nearestName", () => {
  it.each([
    ["ttl", "expireAfter"],
    ["maxAge", "expireAfter"],
    ["timeout", "timeoutMs"],
    ["storage", "backend"],
  ])("knows what others call %s", (typed, meant) => {
    expect(nearestName(typed, ["backend", "expireAfter", "timeoutMs"])).toBe(meant);
    expect(nearestName(typed, ["other"])).toBeUndefined();
  });

  it.each([
    ["reddis", "redis"],
    ["sqlite3", "sqlite"],
    ["mongo", "mongodb"],
    ["memroy", "memory"],
    ["sqllite", "sqlite"],
    ["SQLite", "sqlite"],
    ["mong", "mongodb"],
    ["mongodb+srv", "mongodb"],
    ["tsl", "tls"],
    ["ttl_offset", "ttlOffset"],
    ["ttlOfset", "ttlOffset"],
    ["ttlSeconds", "ttl"],
  ])("takes %s for %s", (typed, meant) => {
    expect(nearestName(typed, ALIASES)).toBe(meant);
  });

  it.each(["postgres", "", "s", "t", "level", "url", "wal", "disk"])("guesses nothing for %j", (typed) => {
    expect(nearestName(typed, ALIASES)).toBeUndefined();
  });

  it("prefers what is nearer to what comes first", () => {
    expect(nearestName("maxEntrie", ["maxBodyBytes", "max", "maxEntries"])).toBe("maxEntries");
  });
});
