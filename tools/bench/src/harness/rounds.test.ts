import { describe, expect, it } from "vitest";
import type { Contestant } from "./contestant.ts";
import { interleaved, timesAsLong } from "./rounds.ts";
import { median, quantile } from "./statistics.ts";

function contestant(name: Contestant["name"]): Contestant {
  return {
    name,
    obey: () => Promise.reject(new Error("not asked")),
    [Symbol.asyncDispose]: async () => undefined,
  };
}

describe("interleaved", () => {
  it("takes turns, begins each round with another and drops the warm-up", async () => {
    const [a, b] = [contestant("plain fetch"), contestant("limit: Map")];
    const order: string[] = [];
    const results = await interleaved([a, b], { measured: 3, warmUp: 1 }, async ({ name }, round) => {
      order.push(`${name} ${round}`);
      return { p50: round * 10, p99: 1, mean: 1, cpuUs: 1, reads: 1, wrong: 1 };
    });
    expect(order).toEqual([
      "plain fetch 0",
      "limit: Map 0",
      "limit: Map 1",
      "plain fetch 1",
      "plain fetch 2",
      "limit: Map 2",
      "limit: Map 3",
      "plain fetch 3",
    ]);
    expect(results.get(a)).toMatchObject({ p50: 20, p99: 1, mean: 1, wrong: 3 });
  });

  it("compares each round with the same round of another", async () => {
    const [a, b] = [contestant("plain fetch"), contestant("limit: Map")];
    const slowMoments = [1, 10, 2];
    const results = await interleaved([a, b], { measured: 3, warmUp: 0 }, async (one, round) => {
      const p50 = (slowMoments[round] ?? 0) * (one === a ? 1 : 3);
      return { p50, p99: 1, mean: p50, cpuUs: 1, reads: 1, wrong: 0 };
    });
    const [own, other] = [results.get(b), results.get(a)];
    expect(own && timesAsLong(own, other, "p50")).toBe(3);
    expect(own && timesAsLong(own, undefined, "p50")).toBeNaN();
  });
});

describe("statistics", () => {
  it("take the middle and the share", () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([])).toBeNaN();
    expect(
      quantile(
        Float64Array.from({ length: 100 }, (_, i) => i),
        0.99,
      ),
    ).toBe(99);
  });
});
