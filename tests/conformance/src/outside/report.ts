import { isExpected } from "./deviations.ts";
import type { Outcome } from "./outcomes.ts";
import type { SuiteRun } from "./run-suite.ts";
import { kindOf, type Results } from "./suite.ts";
import type { Tally } from "./tally.ts";

/** What somebody has to look at: no pass that is not explained, or a pass that is explained away. A line each. */
export function surprisesOf(runs: readonly SuiteRun[]): readonly string[] {
  return runs.flatMap(({ name, tests, outcomes, results }) =>
    tests
      .filter((test) => !isExpected(test, outcomes.get(test.id), name))
      .map(
        (test) => `${name}: ${kindOf(test)}: ${test.id}: ${said(outcomes.get(test.id), results[test.id])}`,
      ),
  );
}

function said(outcome: Outcome | undefined, result: Results[string] | undefined): string {
  if (result === undefined) return "not run";
  if (result !== true) return result.join(": ");
  return outcome === "passed"
    ? "passes; its deviation is out of date"
    : "stands on another that does not pass";
}

/** The table for a terminal. */
export function tableOf(tallies: readonly Tally[]): string {
  const rows = tallies.map(({ run, kind, tests, passed, failed, suiteWrong, unreached }) => [
    run,
    kind,
    ...[tests, passed, failed, suiteWrong, unreached].map(String),
  ]);
  const head = ["run", "grade", "tests", "passed", "failed", "suite wrong", "not asked"];
  const widths = head.map((title, at) => Math.max(title.length, ...rows.map((row) => row[at]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((text, at) => (at < 2 ? text.padEnd(widths[at] ?? 0) : text.padStart(widths[at] ?? 0)))
      .join("  ");
  return [head, ...rows].map(line).join("\n");
}
