import { type ContenderName, roleOf } from "../contenders/contenders.ts";
import { type Bench, type Scenario, withContestants } from "../harness/bench.ts";
import { interleaved, timesAsLong } from "../harness/rounds.ts";
import type { Bar, Column, Row } from "../report/result.ts";

const BYTES = 10_240;
const AT_ONCE = 32;
const NAMES: readonly ContenderName[] = ["plain axios", "rcache axios", "axios-cache-interceptor memory"];
const COLUMNS: readonly Column[] = [
  { figure: "meanUs", label: "µs/read" },
  { figure: "perSecond", label: "reads/s", digits: 0 },
  { figure: "ratio", label: "× plain axios", digits: 2 },
];

/** S11: the same client with and without a cache, many requests at once. */
export const axiosClients: readonly Scenario[] = [
  {
    id: "s11a",
    title: `axios, hits: one URL of 10 KB, ${AT_ONCE} at once`,
    limit: "plain axios, which asks the origin each time",
    columns: COLUMNS,
    run: (bench) => measure(bench, "hits", { figure: "ratio", better: "higher", good: 5 }),
  },
  {
    id: "s11b",
    title: `axios, misses: 400 new URLs of 10 KB a round, ${AT_ONCE} at once`,
    limit: "plain axios",
    columns: COLUMNS,
    run: (bench) => measure(bench, "misses", { figure: "ratio", better: "higher", good: 0.8 }),
  },
];

async function measure(bench: Bench, what: "hits" | "misses", bar: Bar): Promise<readonly Row[]> {
  const { origin, quick } = bench;
  const rounds = quick ? { measured: 3, warmUp: 1 } : { measured: 9, warmUp: 2 };
  const durationMs = quick ? 100 : 300;
  return withContestants(bench, NAMES, async (contestants) => {
    const one = { urls: [origin.urlOf("plain", BYTES, "axios")], bytes: BYTES };
    for (const contestant of contestants) await contestant.obey({ kind: "warm", reading: one });
    const results = await interleaved(contestants, rounds, (contestant, round) => {
      if (what === "hits") return contestant.obey({ kind: "for", reading: one, durationMs, atOnce: AT_ONCE });
      const urls = Array.from({ length: 400 }, (_, i) => origin.urlOf("plain", BYTES, `axios-${round}-${i}`));
      return contestant.obey({ kind: "each", reading: { urls, bytes: BYTES }, atOnce: AT_ONCE });
    });
    const [plain] = results.values();
    return [...results].map(([{ name }, result]) => {
      if (result.wrong > 0) throw new Error(`${name}: ${result.wrong} bodies are wrong`);
      return {
        contender: name,
        role: roleOf(name),
        figures: {
          meanUs: result.mean,
          perSecond: 1_000_000 / result.mean,
          ratio: 1 / timesAsLong(result, plain, "mean"),
        },
        ...(roleOf(name) === "ours" && { bars: [bar] }),
      };
    });
  });
}
