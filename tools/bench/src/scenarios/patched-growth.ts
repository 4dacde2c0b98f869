import { roleOf } from "../contenders/contenders.ts";
import { type Bench, type Scenario, withContestants } from "../harness/bench.ts";
import type { Contestant } from "../harness/contestant.ts";
import type { Reading } from "../harness/measure.ts";
import type { Row } from "../report/result.ts";

const BYTES = 200;
const AT_ONCE = 32;
const MEGABYTE = 1_000_000;
/** Names come again after so many turns: by then the store, which holds 1,000, has let go of them, and each is a miss. */
const NAMES_LAST = 4;

/** S12c: what many requests leave behind in a patched process. */
export const patchedGrowth: Scenario = {
  id: "s12c",
  title:
    "100,000 requests (quick: 10,000) in a patched process: misses, hits, unsafe methods and what is not storable",
  limit: "memory that a program can reach, before and after",
  columns: [
    { figure: "requests", label: "requests", digits: 0 },
    { figure: "beforeMb", label: "MB before" },
    { figure: "afterMb", label: "MB after" },
    { figure: "growthMb", label: "growth MB", digits: 2 },
  ],
  run: (bench) =>
    withContestants(bench, ["rcache patch, node:http", "rcache patch, fetch"], (contestants) =>
      measure(bench, contestants),
    ),
};

async function measure(bench: Bench, contestants: readonly Contestant[]): Promise<readonly Row[]> {
  const turns = bench.quick ? 2 : 20;
  const rows: Row[] = [];
  for (const contestant of contestants) {
    for (let turn = 0; turn < NAMES_LAST; turn += 1) await askAll(bench, contestant, turn);
    const before = await contestant.obey({ kind: "kept" });
    let requests = 0;
    for (let turn = 1; turn <= turns; turn += 1) requests += await askAll(bench, contestant, turn);
    const after = await contestant.obey({ kind: "kept" });
    rows.push({
      contender: contestant.name,
      role: roleOf(contestant.name),
      figures: {
        requests,
        beforeMb: before / MEGABYTE,
        afterMb: after / MEGABYTE,
        growthMb: (after - before) / MEGABYTE,
      },
      // 10 bytes a request: less than the least that anything could leave behind.
      bars: [{ figure: "growthMb", better: "lower", good: 1 }],
    });
  }
  return rows;
}

/** 5,000 requests, one kind after another; gives how many there were. */
async function askAll({ origin }: Bench, contestant: Contestant, turn: number): Promise<number> {
  const many = (kind: "plain" | "unstored", name: string): readonly string[] =>
    Array.from({ length: 1250 }, (_, i) => origin.urlOf(kind, BYTES, `growth-${name}-${i}`));
  const fresh = many("plain", `turn${turn % NAMES_LAST}`);
  const readings: readonly Reading[] = [
    { urls: fresh, bytes: BYTES },
    { urls: fresh.slice(-500), bytes: BYTES },
    { urls: fresh.slice(-750), bytes: BYTES },
    { urls: many("plain", "changed"), bytes: BYTES, method: "POST" },
    { urls: many("unstored", "never"), bytes: BYTES },
  ];
  let requests = 0;
  for (const reading of readings) {
    const { reads, wrong } = await contestant.obey({ kind: "each", reading, atOnce: AT_ONCE });
    if (wrong > 0) throw new Error(`${contestant.name}: ${wrong} bodies are wrong`);
    requests += reads;
  }
  return requests;
}
