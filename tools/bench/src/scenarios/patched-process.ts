import { type ContenderName, roleOf } from "../contenders/contenders.ts";
import { type Bench, type Scenario, withContestants } from "../harness/bench.ts";
import type { Contestant } from "../harness/contestant.ts";
import type { Measured, Reading } from "../harness/measure.ts";
import { interleaved, type RoundsResult, timesAsLong } from "../harness/rounds.ts";
import type { Column, Row } from "../report/result.ts";

const BYTES = 10_240;
const AT_ONCE = 32;
const MISSES = 400;
/** So many reads before any is measured: until then, the compiler works as much as what it compiles. */
const WARMING = { quick: 3_000, full: 8_000 } as const;
const COLUMNS: readonly Column[] = [
  { figure: "meanUs", label: "µs/read" },
  { figure: "perSecond", label: "reads/s", digits: 0 },
  { figure: "ratio", label: "× unpatched", digits: 2 },
  { figure: "cpuUs", label: "CPU µs/read" },
  { figure: "cpuRatio", label: "CPU × unpatched", digits: 2 },
];

type Way = "node:http" | "fetch";
type Kind = "hit" | "miss" | "not storable" | "unsafe method";

interface Asked {
  readonly kind: Kind;
  readonly names: readonly ContenderName[];
  /** Reads a second, as a part of what the unpatched client reads. */
  readonly good: number;
}

/** S12: the same client in a process with and without a cache in front of it, many requests at once. */
export const patchedProcess: readonly Scenario[] = [
  speedOf("s12a", "node:http", 2.5),
  speedOf("s12b", "fetch", 3),
];

function speedOf(id: string, way: Way, goodHit: number): Scenario {
  const all: ContenderName = `rcache patch, ${way}`;
  const passing: readonly ContenderName[] = [
    `${all}, host left out`,
    `${all}, method left out`,
    `${all}, disabled`,
  ];
  const asked: readonly Asked[] = [
    { kind: "not storable", names: passing, good: 0.95 },
    { kind: "unsafe method", names: [all], good: 0.9 },
    { kind: "not storable", names: [all], good: 0.7 },
    { kind: "miss", names: [all], good: 0.6 },
    { kind: "hit", names: [all], good: goodHit },
  ];
  return {
    id,
    title: `${way} in a patched process: answers of 10 KB, ${AT_ONCE} at once`,
    limit: `plain ${way} that asks the same in the same run`,
    columns: COLUMNS,
    async run(bench) {
      const rows: Row[] = [];
      for (const each of asked) rows.push(...(await measure(bench, `plain ${way}`, each)));
      return rows;
    },
  };
}

async function measure(
  bench: Bench,
  plain: ContenderName,
  { kind, names, good }: Asked,
): Promise<readonly Row[]> {
  const { origin, quick } = bench;
  // Many short rounds rather than few long ones: a busy moment of the machine is then one of many.
  const rounds = quick ? { measured: 9, warmUp: 1 } : { measured: 21, warmUp: 2 };
  const durationMs = quick ? 60 : 150;
  const path = kind === "not storable" ? "unstored" : "plain";
  const urlOf = (name: string): string => origin.urlOf(path, BYTES, `patch-${name}`);
  const one: Reading = {
    urls: [urlOf("one")],
    bytes: BYTES,
    ...(kind === "unsafe method" && { method: "POST" }),
  };
  const ask = (contestant: Contestant, round: number): Promise<Measured> => {
    if (kind !== "miss") return contestant.obey({ kind: "for", reading: one, durationMs, atOnce: AT_ONCE });
    const urls = Array.from({ length: MISSES }, (_, i) => urlOf(`${round}-${i}`));
    return contestant.obey({ kind: "each", reading: { urls, bytes: BYTES }, atOnce: AT_ONCE });
  };
  return withContestants(bench, [plain, ...names], async (contestants) => {
    const count = quick ? WARMING.quick : WARMING.full;
    const urls = Array.from({ length: count }, (_, i) => urlOf(kind === "miss" ? `warm-${i}` : "one"));
    const warming = { ...one, urls };
    for (const contestant of contestants)
      await contestant.obey({ kind: "each", reading: warming, atOnce: AT_ONCE });
    const results = await interleaved(contestants, rounds, ask);
    const [limit] = results.values();
    return [...results].map(([{ name }, result]) => rowOf(name, { kind, good, result, limit }));
  });
}

interface Found {
  readonly kind: Kind;
  readonly good: number;
  readonly result: RoundsResult;
  readonly limit: RoundsResult | undefined;
}

function rowOf(name: ContenderName, { kind, good, result, limit }: Found): Row {
  if (result.wrong > 0) throw new Error(`${name}: ${result.wrong} bodies are wrong`);
  return {
    contender: `${name}: ${kind}`,
    role: roleOf(name),
    figures: {
      meanUs: result.mean,
      perSecond: 1_000_000 / result.mean,
      ratio: 1 / timesAsLong(result, limit, "mean"),
      cpuUs: result.cpuUs,
      cpuRatio: timesAsLong(result, limit, "cpuUs"),
    },
    ...(roleOf(name) === "ours" && { bars: [{ figure: "ratio", better: "higher", good } as const] }),
  };
}
