import { describe, expect, it } from "vitest";
import { check, checkEqual, checkRejects, checkSameTexts, sameBytes } from "./check.ts";

const same: readonly (readonly [unknown, unknown])[] = [
  [1, 1],
  [Number.NaN, Number.NaN],
  // No store keeps the sign of zero.
  [0, -0],
  [new Uint8Array([1, 2]), Buffer.from([1, 2])],
  [{ a: [1, { b: null }] }, { a: [1, { b: null }] }],
  [{ a: 1, b: undefined }, { a: 1 }],
  [
    { b: 1, a: 2 },
    { a: 2, b: 1 },
  ],
  [Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
];

const different: readonly (readonly [unknown, unknown, string])[] = [
  [1, 2, "x: expected 2, got 1"],
  [1, "1", 'x: expected "1", got 1'],
  [null, {}, "x: expected {}, got null"],
  [[], {}, "x: expected {}, got []"],
  [[1], [1, 2], "x: expected [1,2], got [1]"],
  [new Uint8Array(2), new Uint8Array(3), "x: expected 3 bytes [00 00 00], got 2 bytes [00 00]"],
  [new Uint8Array([255]), new Uint8Array([10]), "x: expected 1 bytes [0a], got 1 bytes [ff]"],
  [new Uint8Array(1), [0], "x: expected [0], got 1 bytes [00]"],
  [{ a: [{ b: 1 }] }, { a: [{ b: 2 }] }, "x: expected 2, got 1 at a.0.b"],
  [{ a: 1, b: 1 }, { a: 1 }, "x: expected undefined, got 1 at b"],
];

describe("checkEqual", () => {
  it("takes values for equal that say the same", () => {
    for (const [actual, expected] of same) checkEqual(actual, expected, "x");
  });

  it("says where two values differ, and how", () => {
    for (const [actual, expected, message] of different)
      expect(() => {
        checkEqual(actual, expected, "x");
      }).toThrow(expect.objectContaining({ message }));
  });

  it("hands both values to the runner", () => {
    const actual = { a: 1 };
    const expected = { a: 2 };
    expect(() => {
      checkEqual(actual, expected, "x");
    }).toThrow(expect.objectContaining({ actual, expected }));
  });
});

describe("checkSameTexts", () => {
  it("does not mind the order, but the number", () => {
    checkSameTexts(["b", "a"], ["a", "b"], "x");
    expect(() => {
      checkSameTexts(["a", "a"], ["a"], "x");
    }).toThrow(/expected \["a"\], got \["a","a"\]/);
  });
});

describe("check", () => {
  it("throws what it is told", () => {
    check(true, "never");
    expect(() => {
      check(false, "the reason");
    }).toThrow("the reason");
  });
});

describe("checkRejects", () => {
  it("gives back what was thrown or rejected", async () => {
    const error = new Error("x");
    expect(await checkRejects(() => Promise.reject(error), "a")).toBe(error);
    expect(
      await checkRejects(() => {
        throw error;
      }, "a"),
    ).toBe(error);
  });

  it("fails where all goes well", async () => {
    await expect(checkRejects(() => 1, "a call")).rejects.toThrow("a call: expected a failure, got none");
  });
});

describe("sameBytes", () => {
  it("compares every byte and the length", () => {
    const bytes = new Uint8Array([1, 2, 3]);
    expect(sameBytes(bytes, bytes.slice())).toBe(true);
    expect(sameBytes(bytes, bytes.subarray(1))).toBe(false);
    expect(sameBytes(bytes, new Uint8Array([1, 2, 4]))).toBe(false);
  });
});
