import { type ContenderName, roleOf } from "../contenders/contenders.ts";
import { type Bench, type Scenario, withContestants } from "../harness/bench.ts";
import { interleaved, timesAsLong } from "../harness/rounds.ts";
import type { Bar, Row } from "../report/result.ts";

const BYTES = 10_240;
const NAMES: readonly ContenderName[] = [
  "plain fetch",
  "limit: Map",
  "limit: better-sqlite3",
  "rcache memory",
  "rcache SQLite",
  "undici memory",
  "undici SQLite",
  "node-fetch-cache memory",
  "got + Keyv memory",
];
const BARS: Partial<Record<ContenderName, Bar>> = {
  "rcache memory": { figure: "ratio", better: "lower", good: 1.35 },
  "rcache SQLite": { figure: "ratio", better: "lower", good: 2 },
};

/** S5: answers that nobody has yet, one at a time. */
export const missAndStore: Scenario = {
  id: "s5",
  title: "miss and store, 400 new URLs of 10 KB a round, one at a time",
  limit: "plain fetch of the same origin; the two limits below it also store, as rawly as can be",
  columns: [
    { figure: "meanUs", label: "µs/read" },
    { figure: "p50Us", label: "p50 µs" },
    { figure: "p99Us", label: "p99 µs" },
    { figure: "ratio", label: "÷ plain fetch", digits: 2 },
    { figure: "p50Ratio", label: "p50 ÷ plain fetch", digits: 2 },
  ],
  run: measureMisses,
};

async function measureMisses(bench: Bench): Promise<readonly Row[]> {
  const { origin, quick } = bench;
  const count = quick ? 100 : 400;
  const rounds = quick ? { measured: 3, warmUp: 1 } : { measured: 12, warmUp: 2 };
  return withContestants(bench, NAMES, async (contestants) => {
    const results = await interleaved(contestants, rounds, (contestant, round) => {
      const urls = Array.from({ length: count }, (_, i) => origin.urlOf("plain", BYTES, `${round}-${i}`));
      return contestant.obey({ kind: "each", reading: { urls, bytes: BYTES } });
    });
    const [plain] = results.values();
    return [...results].map(([{ name }, result]) => {
      const bar = BARS[name];
      return {
        contender: name,
        role: roleOf(name),
        figures: {
          meanUs: result.mean,
          p50Us: result.p50,
          p99Us: result.p99,
          ratio: timesAsLong(result, plain, "mean"),
          p50Ratio: timesAsLong(result, plain, "p50"),
        },
        ...(bar && { bars: [bar] }),
      };
    });
  });
}
