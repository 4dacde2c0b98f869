import { type ContenderName, roleOf } from "../contenders/contenders.ts";
import type { Bench, Scenario } from "../harness/bench.ts";
import type { Contestant } from "../harness/contestant.ts";
import type { Streamed } from "../harness/orders.ts";
import { median } from "../harness/statistics.ts";
import type { Bar, Column, Row } from "../report/result.ts";

const MEGABYTE = 1_000_000;
const COLUMNS: readonly Column[] = [
  { figure: "missFirstMs", label: "miss: first ms" },
  { figure: "missTotalMs", label: "end ms", digits: 0 },
  { figure: "missFirstOverMs", label: "over plain" },
  { figure: "missPeakMb", label: "+MB", digits: 0 },
  { figure: "missOverMb", label: "over plain", digits: 0 },
  { figure: "hitFirstMs", label: "hit: first ms" },
  { figure: "hitTotalMs", label: "end ms", digits: 0 },
  { figure: "hitPeakMb", label: "+MB", digits: 0 },
  { figure: "hitOverMb", label: "over plain", digits: 0 },
];

/** Several, since what is collected when is a matter of moments. */
const RUNS = 3;
/** Without a cache: nothing of it outlives its process, and it asks the origin again. */
const PLAIN: Subject = { name: "plain fetch", persists: true };

/** Where its store outlives its process, a hit is measured in a fresh one. */
interface Subject {
  readonly name: ContenderName;
  readonly persists: boolean;
}

/** S7: one large body, streamed. */
export const largeBodies: readonly Scenario[] = [
  largeBody("s7a", "from memory, SQLite and files", [
    { name: "rcache memory", persists: false },
    { name: "rcache SQLite", persists: true },
    { name: "rcache files", persists: true },
    { name: "undici memory", persists: false },
    { name: "undici SQLite", persists: true },
  ]),
  largeBody("s7b", "from Redis", [{ name: "rcache Redis", persists: true }]),
  largeBody("s7c", "from MongoDB", [
    { name: "rcache MongoDB", persists: true },
    { name: "rcache GridFS", persists: true },
  ]),
  largeBody("s7d", "from DynamoDB", [{ name: "rcache DynamoDB", persists: true }]),
];

function largeBody(id: string, place: string, subjects: readonly Subject[]): Scenario {
  return {
    id,
    title: `one body of 100 MB (quick: 20 MB) at 100 MB/s ${place}, streamed; resident memory above that for a body of 1 MB`,
    limit: "plain fetch, which never hits; what it takes itself is not counted as over plain",
    columns: COLUMNS,
    async run(bench) {
      const bytes = (bench.quick ? 20 : 100) * MEGABYTE;
      const there = await bench.available(subjects.map(({ name }) => name));
      const measured: readonly (Subject & { readonly runs: Run[] })[] = [
        PLAIN,
        ...subjects.filter(({ name }) => there.includes(name)),
      ].map((subject) => ({ ...subject, runs: [] }));
      // In turn: a moment in which the machine is busy is nobody's alone.
      for (let i = 0; i < (bench.quick ? 1 : RUNS); i += 1)
        for (const { name, persists, runs } of measured)
          runs.push(await streamTwice(bench, name, persists, bytes));
      const plain = middleOf(measured[0]?.runs ?? [], "miss");
      return measured.map(({ name, persists, runs }) => {
        const [miss, hit] = [middleOf(runs, "miss"), middleOf(runs, "hit")];
        return rowOf(name, { miss, hit, plain, keptMb: persists ? 0 : bytes / MEGABYTE });
      });
    },
  };
}

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
