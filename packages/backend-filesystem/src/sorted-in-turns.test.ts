import { describe, expect, it } from "vitest";
import { sortedInTurns } from "./sorted-in-turns.ts";

/** Always the same numbers, many of them more than once. */
function numbers(count: number): number[] {
  let last = 1;
  return Array.from({ length: count }, () => {
    last = (last * 48_271) % 2_147_483_647;
    return last % 1_000;
  });
}

describe("sortedInTurns", () => {
  it.each([0, 1, 2, 1_023, 1_024, 1_025, 5_000])("gives what a stable sort gives, of %i", async (count) => {
    const all = numbers(count).map((value, place) => ({ value, place }));
    const sorted = await sortedInTurns(all, (a, b) => a.value - b.value);
    expect(sorted).toEqual(all.toSorted((a, b) => a.value - b.value));
  });

  it("lets the event loop turn while it sorts 20,000", async () => {
    let turns = 0;
    let isOver = false;
    const count = (): void => {
      turns += 1;
      if (!isOver) setImmediate(count);
    };
    setImmediate(count);
    await sortedInTurns(numbers(20_000), (a, b) => a - b);
    isOver = true;
    expect(turns).toBeGreaterThan(20);
  });
});
