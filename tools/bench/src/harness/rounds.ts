import type { Contestant } from "./contestant.ts";
import type { Measured } from "./measure.ts";
import { median } from "./statistics.ts";

/** How many rounds are measured, and how many before them are thrown away. */
export interface Rounds {
  readonly measured: number;
  readonly warmUp: number;
}

/** Medians over the rounds of one contender, and the rounds themselves. */
export interface RoundsResult {
  readonly p50: number;
  readonly p99: number;
  readonly mean: number;
  readonly cpuUs: number;
  readonly wrong: number;
  readonly rounds: readonly Measured[];
}

/** How many times as long one took as another, each round compared with the same round, so that a slow moment counts on both sides. */
export function timesAsLong(
  own: RoundsResult,
  other: RoundsResult | undefined,
  figure: "p50" | "mean" | "cpuUs",
): number {
  return median(own.rounds.map((round, i) => round[figure] / (other?.rounds[i]?.[figure] ?? Number.NaN)));
}

/**
 * Measures the contestants by turns, one at a time, each round beginning with another, so that whatever the machine does meanwhile
 * hits all alike.
 */
export async function interleaved(
  contestants: readonly Contestant[],
  rounds: Rounds,
  measure: (contestant: Contestant, round: number) => Promise<Measured>,
): Promise<ReadonlyMap<Contestant, RoundsResult>> {
  const results = new Map(contestants.map((contestant): [Contestant, Measured[]] => [contestant, []]));
  for (let round = 0; round < rounds.warmUp + rounds.measured; round += 1) {
    const first = round % contestants.length;
    for (const contestant of [...contestants.slice(first), ...contestants.slice(0, first)]) {
      const measured = await measure(contestant, round);
      if (round >= rounds.warmUp) results.get(contestant)?.push(measured);
    }
  }
  return new Map([...results].map(([contestant, all]) => [contestant, medians(all)]));
}

function medians(all: readonly Measured[]): RoundsResult {
  return {
    p50: median(all.map(({ p50 }) => p50)),
    p99: median(all.map(({ p99 }) => p99)),
    mean: median(all.map(({ mean }) => mean)),
    cpuUs: median(all.map(({ cpuUs }) => cpuUs)),
    wrong: all.reduce((sum, { wrong }) => sum + wrong, 0),
    rounds: all,
  };
}
