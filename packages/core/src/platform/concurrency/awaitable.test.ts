import { describe, expect, it } from "vitest";
import { andThen, isPromise, quietly } from "./awaitable.ts";

describe("isPromise", () => {
  it.each([null, undefined, 0, "then", {}, []])("%j is none", (value) => {
    // The cast: what it is asked about is of any type.
    expect(isPromise(value as never)).toBe(false);
  });

  it("a promise is one", () => {
    expect(isPromise(Promise.resolve(1))).toBe(true);
  });
});

describe("andThen", () => {
  it("goes on at once with a value, and later with a promise of one", async () => {
    expect(andThen(1, (value) => value + 1)).toBe(2);
    expect(await andThen(Promise.resolve(1), (value) => value + 1)).toBe(2);
  });
});

describe("quietly", () => {
  it("hears neither what is thrown nor what is rejected", async () => {
    const broken = new Error("broken");
    quietly(() => {
      throw broken;
    });
    quietly(() => Promise.reject(broken));
    await Promise.resolve();
  });
});
