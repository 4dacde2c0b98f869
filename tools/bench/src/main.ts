import { writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { readArguments, USAGE } from "./arguments.ts";
import { openBench, type Scenario } from "./harness/bench.ts";
import { type ScenarioResult, verdictOf } from "./report/result.ts";
import { tableOf } from "./report/table.ts";
import { SCENARIOS } from "./scenarios/scenarios.ts";

interface Report {
  readonly node: string;
  readonly processor: string;
  readonly loadBefore: number;
  readonly sources: boolean;
  readonly quick: boolean;
  readonly results: readonly ScenarioResult[];
}

async function main(args: readonly string[]): Promise<void> {
  const { only, quick, json, help } = readArguments(
    args,
    SCENARIOS.map(({ id }) => id),
  );
  const say = (text: string): void =>
    void (json === "-" ? process.stderr : process.stdout).write(`${text}\n`);
  if (help) return say(USAGE);
  const wanted = SCENARIOS.filter(({ id }) => only?.includes(id) ?? true);
  const about = machine();
  say(`Node ${about.node}, ${about.processor}, load ${about.loadBefore.toFixed(2)}${quick ? ", quick" : ""}`);
  if (about.sources)
    say("The sources are measured, not what is published: build and leave --conditions out.");
  const results = await runAll(wanted, quick, say);
  say(summaryOf(results));
  const report: Report = { ...about, quick, results: results.map(withVerdicts) };
  const text = `${JSON.stringify(report, undefined, 2)}\n`;
  if (json === "-") process.stdout.write(text);
  else if (json !== undefined) writeFileSync(json, text);
}

async function runAll(
  scenarios: readonly Scenario[],
  quick: boolean,
  say: (text: string) => void,
): Promise<readonly ScenarioResult[]> {
  const results: ScenarioResult[] = [];
  await using bench = await openBench(quick);
  const told = new Set<string>();
  for (const { id, title, limit, columns, run } of scenarios) {
    const result: ScenarioResult = { id, title, limit, columns, rows: await run(bench) };
    results.push(result);
    say(`\n${tableOf(result)}`);
    const leftOut = bench.servers.missing().filter((sentence) => !told.has(sentence));
    for (const sentence of leftOut) {
      told.add(sentence);
      say(sentence);
    }
  }
  return results;
}

function machine(): Omit<Report, "quick" | "results"> {
  return {
    node: process.versions.node,
    processor: `${cpus().length} × ${cpus()[0]?.model.trim() ?? "unknown"}`,
    loadBefore: loadavg()[0] ?? 0,
    sources: process.execArgv.some((arg) => arg.includes("@rcache/source")),
  };
}

function withVerdicts(result: ScenarioResult): ScenarioResult {
  return { ...result, rows: result.rows.map((row) => ({ ...row, verdict: verdictOf(row) })) };
}

function summaryOf(results: readonly ScenarioResult[]): string {
  const verdicts = results
    .flatMap(({ rows }) => rows.map(verdictOf))
    .filter((verdict) => verdict !== undefined);
  const count = (kind: string): number => verdicts.filter((verdict) => verdict === kind).length;
  return `${count("good")} good, ${count("minimum")} at the minimum, ${count("missed")} missed`;
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
