import { fork } from "node:child_process";
import { once } from "node:events";
import { GROWERS, type GrowerName, type Growth, type GrowthPlan } from "../growth/growth.ts";
import type { Scenario } from "../harness/bench.ts";
import type { Bar, Row } from "../report/result.ts";

const FULL: GrowthPlan = { few: 1000, many: 100_000, rounds: 5, roundMs: 300 };
const QUICK: GrowthPlan = { few: 1000, many: 10_000, rounds: 2, roundMs: 60 };
const BARS: readonly Bar[] = [
  { figure: "growth", better: "lower", good: 1.3, minimum: 2 },
  { figure: "purgeMs", better: "lower", good: 1500 },
  { figure: "stallMs", better: "lower", good: 30 },
];

/** S8: what many entries change. */
export const manyEntries: Scenario = {
  id: "s8",
  title:
    "100,000 entries (quick: 10,000) of 200 B: a hit among 1,000 and among all, and the removal of all when they have expired",
  limit: "a Map and a bare table of better-sqlite3 that grow and are emptied the same way",
  columns: [
    { figure: "p50FewUs", label: "p50 µs few", digits: 2 },
    { figure: "p50ManyUs", label: "p50 µs many", digits: 2 },
    { figure: "growth", label: "many ÷ few", digits: 2 },
    { figure: "p99ManyUs", label: "p99 µs many" },
    { figure: "storesPerSecond", label: "stores/s", digits: 0 },
    { figure: "purgeMs", label: "purge ms", digits: 0 },
    { figure: "stallMs", label: "longest stall ms" },
  ],
  async run(bench) {
    const rows: Row[] = [];
    // The cast: Object.keys forgets the keys' type.
    for (const name of Object.keys(GROWERS) as GrowerName[])
      rows.push(rowOf(name, await growthOf(name, bench.directory(), bench.quick ? QUICK : FULL)));
    return rows;
  },
};

function rowOf(name: GrowerName, growth: Growth): Row {
  const ours = name.startsWith("rcache");
  return {
    contender: name,
    role: ours ? "ours" : "limit",
    figures: { ...growth, growth: growth.p50ManyUs / growth.p50FewUs },
    ...(ours && { bars: BARS }),
  };
}

async function growthOf(name: GrowerName, directory: string, plan: GrowthPlan): Promise<Growth> {
  const program = new URL("../growth/growth-process.ts", import.meta.url);
  const execArgv = [...process.execArgv, "--expose-gc", "--no-warnings"];
  const child = fork(program, [name, directory, JSON.stringify(plan)], { execArgv });
  const ended = once(child, "exit");
  const growth = await Promise.race([
    once(child, "message").then(([message]) => message),
    ended.then(() => undefined),
  ]);
  await ended;
  if (growth === undefined) throw new Error(`${name} ended with code ${child.exitCode}`);
  return growth;
}
