import { type ContenderName, roleOf } from "../contenders/contenders.ts";
import type { Bench, Scenario } from "../harness/bench.ts";
import type { Contestant } from "../harness/contestant.ts";
import type { Streamed } from "../harness/orders.ts";
import { median } from "../harness/statistics.ts";
import type { Bar, Row } from "../report/result.ts";

const MEGABYTE = 1_000_000;

/** Where its store outlives its process, a hit is measured in a fresh one. */
const SUBJECTS: readonly { readonly name: ContenderName; readonly persists: boolean }[] = [
  { name: "plain fetch", persists: true },
  { name: "rcache memory", persists: false },
  { name: "rcache SQLite", persists: true },
  { name: "undici memory", persists: false },
  { name: "undici SQLite", persists: true },
];

/** S7: one large body, streamed. */
export const largeBodies: Scenario = {
  id: "s7",
  title:
    "one body of 100 MB (quick: 20 MB) at 100 MB/s, streamed; resident memory above that for a body of 1 MB",
  limit: "plain fetch, which never hits",
  columns: [
    { figure: "missFirstMs", label: "miss: first ms" },
    { figure: "missTotalMs", label: "end ms", digits: 0 },
    { figure: "missPeakMb", label: "+MB", digits: 0 },
    { figure: "hitFirstMs", label: "hit: first ms" },
    { figure: "hitTotalMs", label: "end ms", digits: 0 },
    { figure: "hitPeakMb", label: "+MB", digits: 0 },
  ],
  async run(bench) {
    const rows: Row[] = [];
    const bytes = (bench.quick ? 20 : 100) * MEGABYTE;
    for (const { name, persists } of SUBJECTS) {
      const runs: { miss: Streamed; hit: Streamed }[] = [];
      for (let i = 0; i < (bench.quick ? 1 : 3); i += 1)
        runs.push(await streamTwice(bench, name, persists, bytes));
      rows.push(rowOf(name, persists, bytes, runs));
    }
    return rows;
  },
};

async function streamTwice(
  bench: Bench,
  name: ContenderName,
  persists: boolean,
  bytes: number,
): Promise<{ miss: Streamed; hit: Streamed }> {
  const directory = bench.directory();
  const small = { urls: [bench.origin.urlOf("paced", MEGABYTE, directory.slice(-6))], bytes: MEGABYTE };
  const large = { urls: [bench.origin.urlOf("paced", bytes, directory.slice(-6))], bytes };
  const stream = async (contestant: Contestant): Promise<Streamed> => {
    await contestant.obey({ kind: "stream", reading: small });
    return contestant.obey({ kind: "stream", reading: large });
  };
  await using first = await bench.start(name, directory);
  const miss = await stream(first);
  if (!persists) return { miss, hit: await stream(first) };
  await first[Symbol.asyncDispose]();
  await using second = await bench.start(name, directory);
  return { miss, hit: await stream(second) };
}

function rowOf(
  name: ContenderName,
  persists: boolean,
  bytes: number,
  runs: readonly { readonly miss: Streamed; readonly hit: Streamed }[],
): Row {
  const middle = (kind: "miss" | "hit", figure: keyof Streamed): number =>
    median(runs.map((run) => run[kind][figure] ?? Number.NaN));
  return {
    contender: name,
    role: roleOf(name),
    figures: {
      missFirstMs: middle("miss", "firstByteMs"),
      missTotalMs: middle("miss", "totalMs"),
      missPeakMb: middle("miss", "peakMb"),
      hitFirstMs: middle("hit", "firstByteMs"),
      hitTotalMs: middle("hit", "totalMs"),
      hitPeakMb: middle("hit", "peakMb"),
    },
    ...(roleOf(name) === "ours" && { bars: barsFor(persists ? 0 : bytes / MEGABYTE) }),
  };
}

/** @param keptMb what the store itself keeps in memory, beyond what passing the body on costs */
function barsFor(keptMb: number): readonly Bar[] {
  return [
    { figure: "missFirstMs", better: "lower", good: 120 },
    { figure: "missPeakMb", better: "lower", good: keptMb + 70, minimum: keptMb + 130 },
    { figure: "hitFirstMs", better: "lower", good: 5 },
    { figure: "hitPeakMb", better: "lower", good: 24, minimum: 70 },
  ];
}
