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
  { name: "rcache files", persists: true },
  { name: "rcache Redis", persists: true },
  { name: "rcache GridFS", persists: true },
  { name: "undici memory", persists: false },
  { name: "undici SQLite", persists: true },
];

/** S7: one large body, streamed. */
export const largeBodies: Scenario = {
  id: "s7",
  title:
    "one body of 100 MB (quick: 20 MB) at 100 MB/s, streamed; resident memory above that for a body of 1 MB",
  limit: "plain fetch, which never hits; what it takes itself is not counted as over plain",
  columns: [
    { figure: "missFirstMs", label: "miss: first ms" },
    { figure: "missTotalMs", label: "end ms", digits: 0 },
    { figure: "missFirstOverMs", label: "over plain" },
    { figure: "missPeakMb", label: "+MB", digits: 0 },
    { figure: "missOverMb", label: "over plain", digits: 0 },
    { figure: "hitFirstMs", label: "hit: first ms" },
    { figure: "hitTotalMs", label: "end ms", digits: 0 },
    { figure: "hitPeakMb", label: "+MB", digits: 0 },
    { figure: "hitOverMb", label: "over plain", digits: 0 },
  ],
  async run(bench) {
    const rows: Row[] = [];
    const bytes = (bench.quick ? 20 : 100) * MEGABYTE;
    const there = await bench.available(SUBJECTS.map(({ name }) => name));
    let plain: Streamed | undefined;
    for (const { name, persists } of SUBJECTS.filter((subject) => there.includes(subject.name))) {
      const runs: Run[] = [];
      for (let i = 0; i < (bench.quick ? 1 : 3); i += 1)
        runs.push(await streamTwice(bench, name, persists, bytes));
      const [miss, hit] = [middleOf(runs, "miss"), middleOf(runs, "hit")];
      plain ??= miss;
      rows.push(rowOf(name, { miss, hit, plain, keptMb: persists ? 0 : bytes / MEGABYTE }));
    }
    return rows;
  },
};

interface Run {
  readonly miss: Streamed;
  readonly hit: Streamed;
}

async function streamTwice(
  bench: Bench,
  name: ContenderName,
  persists: boolean,
  bytes: number,
): Promise<Run> {
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

function middleOf(runs: readonly Run[], kind: keyof Run): Streamed {
  const middle = (figure: keyof Streamed): number =>
    median(runs.map((run) => run[kind][figure] ?? Number.NaN));
  return { firstByteMs: middle("firstByteMs"), totalMs: middle("totalMs"), peakMb: middle("peakMb") };
}

/** @param keptMb what the store itself keeps in memory, beyond what passing the body on costs */
function rowOf(
  name: ContenderName,
  { miss, hit, plain, keptMb }: Run & { readonly plain: Streamed; readonly keptMb: number },
): Row {
  const overMb = ({ peakMb = Number.NaN }: Streamed): number => peakMb - (plain.peakMb ?? Number.NaN);
  return {
    contender: name,
    role: roleOf(name),
    figures: {
      missFirstMs: miss.firstByteMs,
      missFirstOverMs: miss.firstByteMs - plain.firstByteMs,
      missTotalMs: miss.totalMs,
      missPeakMb: miss.peakMb,
      missOverMb: overMb(miss),
      hitFirstMs: hit.firstByteMs,
      hitTotalMs: hit.totalMs,
      hitPeakMb: hit.peakMb,
      hitOverMb: overMb(hit),
    },
    ...(roleOf(name) === "ours" && { bars: barsFor(keptMb) }),
  };
}

function barsFor(keptMb: number): readonly Bar[] {
  return [
    { figure: "missFirstOverMs", better: "lower", good: 1, minimum: 5 },
    { figure: "missOverMb", better: "lower", good: keptMb + 24, minimum: keptMb + 70 },
    { figure: "hitFirstMs", better: "lower", good: 2, minimum: 5 },
    { figure: "hitOverMb", better: "lower", good: 24, minimum: 70 },
  ];
}
