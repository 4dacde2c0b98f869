import { describe, expect, it } from "vitest";
import { keyMemory } from "./key-memory.ts";

const AT = { target: "http://a/", selector: "GET" };
const OTHER = { target: "http://a/", selector: "GET;user=b" };
const MANY = 10_001;

describe("Vary names", () => {
  it("are known once an answer varied, and an answer that does not is no news without one", () => {
    const memory = keyMemory();
    memory.rememberVary(AT, []);
    expect(memory.varyNames(AT)).toBeUndefined();
    memory.rememberVary(AT, ["accept"]);
    expect([memory.varyNames(AT), memory.varyNames(OTHER)]).toEqual([["accept"], undefined]);
    memory.rememberVary(AT, []);
    expect(memory.varyNames(AT)).toEqual([]);
  });
});

describe("hit-for-miss", () => {
  it("holds for two minutes, or until an answer was kept", () => {
    const memory = keyMemory();
    memory.rememberKeptOut(AT, { reason: "no-store" }, 1_000);
    expect([memory.isUncacheable(AT, 120_999), memory.isUncacheable(AT, 121_000)]).toEqual([true, false]);
    expect(memory.isUncacheable(OTHER, 1_000)).toBe(false);
    memory.rememberKeptOut(AT, { reason: "part" });
    expect([memory.isUncacheable(AT, 120_999), memory.keptOut(AT)]).toEqual([true, { reason: "part" }]);
    memory.forgetKeptOut(AT);
    expect([memory.isUncacheable(AT, 1_000), memory.keptOut(AT)]).toEqual([false, undefined]);
  });

  it("is not begun by an answer whose successor may well be kept", () => {
    const memory = keyMemory();
    memory.rememberKeptOut(AT, { reason: "backend-failed" });
    expect([memory.isUncacheable(AT, 0), memory.keptOut(AT)?.reason]).toEqual([false, "backend-failed"]);
  });
});

describe("the pause after a failed refresh", () => {
  it("doubles from a second to a minute, and a success ends it", () => {
    const memory = keyMemory();
    const pauses: number[] = [];
    for (let i = 0; i < 8; i += 1) {
      memory.refreshFailed(AT, 0);
      let pauseMs = 0;
      while (!memory.mayRefresh(AT, pauseMs)) pauseMs += 1_000;
      pauses.push(pauseMs);
    }
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
    memory.refreshed(AT);
    expect(memory.mayRefresh(AT, 0)).toBe(true);
  });
});

describe("distrust", () => {
  it("holds until the target is in order again", () => {
    const memory = keyMemory();
    memory.distrust("a");
    expect([memory.isDistrusted("a"), memory.isDistrusted("b")]).toEqual([true, false]);
    memory.trustAgain("a");
    expect(memory.isDistrusted("a")).toBe(false);
  });

  it("is not forgotten for want of room: then every target has to prove itself", () => {
    const memory = keyMemory();
    for (let i = 0; i < MANY; i += 1) memory.distrust(`t${i}`);
    expect([memory.isDistrusted("t0"), memory.isDistrusted("never seen")]).toEqual([true, true]);
    memory.trustAgain("t0");
    expect(memory.isDistrusted("t0")).toBe(false);
    memory.distrust("t0");
    expect(memory.isDistrusted("t0")).toBe(true);
  });
});

describe("invalidations", () => {
  it("count for who began before them", () => {
    const memory = keyMemory();
    const before = memory.sequence();
    memory.invalidated("a");
    expect(memory.wasInvalidatedSince("a", before)).toBe(true);
    expect(memory.wasInvalidatedSince("b", before)).toBe(false);
    expect(memory.wasInvalidatedSince("a", memory.sequence())).toBe(false);
  });

  it("of everything count for every target", () => {
    const memory = keyMemory();
    const before = memory.sequence();
    memory.invalidatedAll();
    expect(memory.wasInvalidatedSince("a", before)).toBe(true);
    expect(memory.wasInvalidatedSince("a", memory.sequence())).toBe(false);
  });

  it("that were forgotten count as having happened, but not for who began after them", () => {
    const memory = keyMemory();
    const before = memory.sequence();
    memory.invalidated("first");
    const between = memory.sequence();
    for (let i = 0; i < MANY; i += 1) memory.invalidated(`t${i}`);
    expect(memory.wasInvalidatedSince("first", before)).toBe(true);
    expect(memory.wasInvalidatedSince("never seen", before)).toBe(true);
    expect(memory.wasInvalidatedSince("never seen", memory.sequence())).toBe(false);
    expect(between).toBeLessThan(memory.sequence());
  });
});
