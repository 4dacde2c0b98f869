import { type ContenderName, roleOf } from "../contenders/contenders.ts";
import { type Bench, type Scenario, withContestants } from "../harness/bench.ts";
import type { Reading } from "../harness/measure.ts";
import { interleaved, type RoundsResult, timesAsLong } from "../harness/rounds.ts";
import type { Bar, Column, Row } from "../report/result.ts";

/** What differs from one scenario of hits to the next. */
export interface HitsSubject {
  readonly id: string;
  readonly title: string;
  readonly bytes: number;
  readonly urls: number;
  readonly limit: ContenderName;
  readonly contenders: readonly ContenderName[];
  /** Reads under way. @default 1 */
  readonly atOnce?: number;
  /** Of the ratio of median times, limit to contender. Left out where the project sets none. */
  readonly bars?: Partial<Record<ContenderName, { readonly good: number; readonly minimum?: number }>>;
}

const COLUMNS: readonly Column[] = [
  { figure: "p50Us", label: "p50 µs", digits: 2 },
  { figure: "p99Us", label: "p99 µs" },
  { figure: "perSecond", label: "reads/s", digits: 0 },
  { figure: "ratio", label: "limit ÷ own p50", digits: 2 },
];

/** Answers that are all in the store already, and read to their end. */
export function hitsScenario(subject: HitsSubject): Scenario {
  return {
    id: subject.id,
    title: subject.title,
    limit: subject.limit,
    columns: COLUMNS,
    run: (bench) => measureHits(bench, subject),
  };
}

async function measureHits(bench: Bench, subject: HitsSubject): Promise<readonly Row[]> {
  const { origin, quick } = bench;
  const urls = Array.from({ length: subject.urls }, (_, i) => origin.urlOf("plain", subject.bytes, i));
  const reading: Reading = { urls, bytes: subject.bytes };
  const rounds = quick ? { measured: 3, warmUp: 1 } : { measured: 9, warmUp: 2 };
  const durationMs = quick ? 60 : 300;
  const names = await bench.available([subject.limit, ...subject.contenders]);
  if (!names.includes(subject.limit)) return [];
  return withContestants(bench, names, async (contestants) => {
    for (const contestant of contestants) await contestant.obey({ kind: "warm", reading });
    const asked = await origin.hits();
    const results = await interleaved(contestants, rounds, (contestant) =>
      contestant.obey({ kind: "for", reading, durationMs, atOnce: subject.atOnce ?? 1 }),
    );
    const refetched = (await origin.hits()) - asked;
    if (refetched > 0) throw new Error(`${subject.id}: ${refetched} reads went to the origin`);
    return rowsOf(subject, new Map([...results].map(([{ name }, result]) => [name, result])));
  });
}

function rowsOf(subject: HitsSubject, results: ReadonlyMap<ContenderName, RoundsResult>): readonly Row[] {
  const limit = results.get(subject.limit);
  for (const [name, { wrong }] of results)
    if (wrong > 0) throw new Error(`${name}: ${wrong} bodies are wrong`);
  const barsOf = (name: ContenderName): readonly Bar[] | undefined => {
    const bar = subject.bars?.[name];
    return bar && [{ figure: "ratio", better: "higher", ...bar }];
  };
  return [...results].map(([name, result]) => {
    const bars = barsOf(name);
    return {
      contender: name,
      role: roleOf(name),
      figures: {
        p50Us: result.p50,
        p99Us: result.p99,
        perSecond: 1_000_000 / result.mean,
        ratio: 1 / timesAsLong(result, limit, "p50"),
      },
      ...(bars && { bars }),
    };
  });
}
