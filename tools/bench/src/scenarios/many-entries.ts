import { fork } from "node:child_process";
import { once } from "node:events";
import { type GrowerName, type Growth, type GrowthPlan, growerServer } from "../growth/growth.ts";
import type { Bench, Scenario } from "../harness/bench.ts";
import type { Role } from "../harness/client.ts";
import type { Bar, Column, Row } from "../report/result.ts";

/** What is removed in one go when what has expired is removed; lookups have their turn after it. */
const BATCH = 500;
const FULL: GrowthPlan = { few: 1000, many: 100_000, rounds: 5, roundMs: 300 };
const QUICK: GrowthPlan = { few: 1000, many: 10_000, rounds: 2, roundMs: 60 };
/** The servers that stand in for MongoDB and DynamoDB look through all they have: to fill them with more would take hours. */
const ON_STAND_INS: GrowthPlan = { ...FULL, many: 10_000 };
const QUICK_ON_SERVERS: GrowthPlan = { few: 200, many: 2000, rounds: 2, roundMs: 60 };
/** Against what the bare store itself pays for having more. */
const GROWTH: Bar = { figure: "overBare", better: "lower", good: 1.3, minimum: 2 };
const STALL: Bar = { figure: "stallMs", better: "lower", good: 20 };
/** Where there is no bare store to compare with, a round trip hides what it would pay. */
const BARE: Partial<Record<GrowerName, GrowerName>> = {
  "rcache memory": "limit: Map",
  "rcache SQLite": "limit: better-sqlite3",
  "rcache files": "limit: fs.readFileSync",
};
/** A list of a hundred thousand heads would take more. */
const SCAN: Bar = { figure: "scanPeakMb", better: "lower", good: 40 };
const COLUMNS: readonly Column[] = [
  { figure: "p50FewUs", label: "p50 µs few", digits: 2 },
  { figure: "p50ManyUs", label: "p50 µs many", digits: 2 },
  { figure: "growth", label: "many ÷ few", digits: 2 },
  { figure: "overBare", label: "÷ bare", digits: 2 },
  { figure: "p99ManyUs", label: "p99 µs many" },
  { figure: "storesPerSecond", label: "stores/s", digits: 0 },
  { figure: "scanPeakMb", label: "scan +MB", digits: 0 },
  { figure: "purgeMs", label: "purge ms", digits: 0 },
  { figure: "walkStallMs", label: "longest stall ms: walk" },
  { figure: "purgeStallMs", label: "purge" },
  { figure: "deleteStallMs", label: "delete" },
  { figure: "clearStallMs", label: "clear" },
  { figure: "stallMs", label: "of all" },
  { figure: "computedMs", label: "computing" },
  { figure: "batchMs", label: "a batch ms" },
  { figure: "lookMs", label: "longest look-up ms" },
  { figure: "lookBatches", label: "look-up ÷ batch", digits: 2 },
];

/** S8: what many entries change. */
export const manyEntries: readonly Scenario[] = [
  {
    id: "s8a",
    title:
      "100,000 entries (quick: 10,000) of 200 B: a hit among 1,000 and among all, a walk over all, and the removal of all when they have expired",
    limit: "a Map and a bare table of better-sqlite3 that grow and are emptied the same way",
    columns: COLUMNS,
    run: (bench) =>
      rowsOf(bench, ["limit: Map", "limit: better-sqlite3", "rcache memory", "rcache SQLite"], {
        plan: bench.quick ? QUICK : FULL,
        bars: [GROWTH, { figure: "purgeMs", better: "lower", good: 1500 }, STALL, SCAN],
      }),
  },
  besideLookups("s8b", "in files", ["limit: fs.readFileSync", "rcache files"]),
  besideLookups("s8c", "in Redis", ["rcache Redis"]),
  besideLookups("s8d", "in MongoDB", ["rcache MongoDB", "rcache GridFS"], ON_STAND_INS),
  besideLookups("s8e", "in DynamoDB", ["rcache DynamoDB"], ON_STAND_INS),
];

function besideLookups(
  id: string,
  place: string,
  names: readonly GrowerName[],
  plan: GrowthPlan = FULL,
): Scenario {
  return {
    id,
    title: `${plan.many.toLocaleString("en")} entries (quick: 2,000) of 200 B ${place}; while they are removed, others look: none waits longer than a batch takes`,
    limit: `a batch: what ${BATCH} of the removals took`,
    columns: COLUMNS,
    run: (bench) =>
      rowsOf(bench, names, {
        plan: bench.quick ? QUICK_ON_SERVERS : plan,
        bars: [GROWTH, STALL, SCAN, { figure: "lookBatches", better: "lower", good: 1 }],
      }),
  };
}

interface Asked {
  readonly plan: GrowthPlan;
  readonly bars: readonly Bar[];
}

async function rowsOf(bench: Bench, names: readonly GrowerName[], asked: Asked): Promise<readonly Row[]> {
  const rows: Row[] = [];
  const ratios = new Map<GrowerName, number>();
  for (const name of names) {
    const needed = growerServer(name);
    const server = needed === undefined ? "" : await bench.servers.urlOf(needed);
    if (server === undefined) continue;
    try {
      const growth = await growthOf(name, bench.directory(), asked.plan, server);
      ratios.set(name, growth.p50ManyUs / growth.p50FewUs);
      const bare = BARE[name];
      rows.push(rowOf(name, growth, asked, bare === undefined ? 1 : ratios.get(bare)));
    } catch (error) {
      // A row without figures misses its bars, and the others are measured all the same.
      process.stderr.write(`${String(error)}\n`);
      rows.push({ contender: name, role: roleOf(name), figures: {}, bars: asked.bars });
    }
  }
  return rows;
}

function rowOf(name: GrowerName, growth: Growth, { plan, bars }: Asked, bareGrowth = Number.NaN): Row {
  const ratio = growth.p50ManyUs / growth.p50FewUs;
  const batchMs = (growth.purgeMs * BATCH) / plan.many;
  return {
    contender: name,
    role: roleOf(name),
    figures: {
      ...growth,
      growth: ratio,
      overBare: ratio / bareGrowth,
      batchMs,
      lookBatches: growth.lookMs === undefined ? undefined : growth.lookMs / batchMs,
    },
    ...(roleOf(name) === "ours" && { bars }),
  };
}

function roleOf(name: GrowerName): Role {
  return name.startsWith("rcache") ? "ours" : "limit";
}

async function growthOf(
  name: GrowerName,
  directory: string,
  plan: GrowthPlan,
  server: string,
): Promise<Growth> {
  const program = new URL("../growth/growth-process.ts", import.meta.url);
  // Collections in this thread alone: on a busy machine it would wait for the threads that help, and that would count as a stall.
  const execArgv = [...process.execArgv, "--expose-gc", "--single-threaded-gc", "--no-warnings"];
  const child = fork(program, [name, directory, JSON.stringify(plan), server], { execArgv });
  const ended = once(child, "exit");
  const growth = await Promise.race([
    once(child, "message").then(([message]) => message),
    ended.then(() => undefined),
  ]);
  await ended;
  if (growth === undefined)
    throw new Error(`${name} ended with ${child.signalCode ?? `code ${child.exitCode}`}`);
  return growth;
}
