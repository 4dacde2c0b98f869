import { type ContenderName, roleOf } from "../contenders/contenders.ts";
import { type Bench, type Scenario, withContestants } from "../harness/bench.ts";
import { interleaved, type RoundsResult, timesAsLong } from "../harness/rounds.ts";
import type { Bar, Row } from "../report/result.ts";

const BYTES = 10_240;
const NAMES: readonly ContenderName[] = [
  "plain fetch",
  "limit: Map",
  "limit: better-sqlite3",
  "limit: fs.readFile",
  "rcache memory",
  "rcache SQLite",
  "rcache files",
  "undici memory",
  "undici SQLite",
  "node-fetch-cache memory",
  "got + Keyv memory",
];
const ratio = (good: number): Bar => ({ figure: "ratio", better: "lower", good });
const BARS: Partial<Record<ContenderName, readonly Bar[]>> = {
  "rcache memory": [ratio(1.45), { figure: "toUndici", better: "lower", good: 1 }],
  "rcache SQLite": [ratio(2)],
  "rcache files": [ratio(3.3)],
};
/** What undici's interceptor does with the same kind of store. */
const PEERS: Partial<Record<ContenderName, ContenderName>> = {
  "rcache memory": "undici memory",
  "rcache SQLite": "undici SQLite",
};

/** S5: answers that nobody has yet. */
export const missAndStore: readonly Scenario[] = [
  missScenario("s5", "one at a time", 1),
  missScenario("s5b", "16 at a time", 16),
];

function missScenario(id: string, pace: string, atOnce: number): Scenario {
  return {
    id,
    title: `miss and store, 400 new URLs of 10 KB a round, ${pace}`,
    limit: "plain fetch of the same origin; the limits below it also store, as rawly as can be",
    columns: [
      { figure: "meanUs", label: "µs/read" },
      { figure: "p50Us", label: "p50 µs" },
      { figure: "p99Us", label: "p99 µs" },
      { figure: "ratio", label: "÷ plain fetch", digits: 2 },
      { figure: "p50Ratio", label: "p50 ÷ plain fetch", digits: 2 },
      { figure: "toUndici", label: "÷ undici", digits: 2 },
    ],
    run: (bench) => measureMisses(bench, atOnce),
  };
}

async function measureMisses(bench: Bench, atOnce: number): Promise<readonly Row[]> {
  const { origin, quick } = bench;
  const count = quick ? 100 : 400;
  const rounds = quick ? { measured: 3, warmUp: 1 } : { measured: 12, warmUp: 2 };
  return withContestants(bench, NAMES, async (contestants) => {
    const results = await interleaved(contestants, rounds, (contestant, round) => {
      const urls = Array.from({ length: count }, (_, i) =>
        origin.urlOf("plain", BYTES, `${round}-${atOnce}-${i}`),
      );
      return contestant.obey({ kind: "each", reading: { urls, bytes: BYTES }, atOnce });
    });
    const named = new Map([...results].map(([{ name }, result]) => [name, result]));
    return [...named].map(([name, result]) => rowOf(name, result, named));
  });
}

function rowOf(
  name: ContenderName,
  result: RoundsResult,
  results: ReadonlyMap<ContenderName, RoundsResult>,
): Row {
  const plain = results.get("plain fetch");
  const peer = PEERS[name];
  const bars = BARS[name];
  return {
    contender: name,
    role: roleOf(name),
    figures: {
      meanUs: result.mean,
      p50Us: result.p50,
      p99Us: result.p99,
      ratio: timesAsLong(result, plain, "mean"),
      p50Ratio: timesAsLong(result, plain, "p50"),
      ...(peer && { toUndici: timesAsLong(result, results.get(peer), "mean") }),
    },
    ...(bars && { bars }),
  };
}
