import { DEVIATIONS, deviationOf, isExpected } from "./deviations.ts";
import type { Outcome } from "./outcomes.ts";
import type { SuiteRun } from "./run-suite.ts";
import { type Kind, kindOf, type Results, type SuiteTest } from "./suite.ts";

/** How many tests of a grade came out how, in one mode. */
export interface Tally {
  readonly mode: string;
  readonly kind: Kind;
  readonly tests: number;
  readonly passed: number;
  /** Failed, where the suite asks for what HTTP's documents do not. */
  readonly suiteWrong: number;
  /** Failed otherwise. */
  readonly failed: number;
  /** Not asked: a test they stand on, or their own set-up, failed. */
  readonly unreached: number;
}

const KINDS = ["required", "optimal", "check"] as const;
const PACKAGE = "http-cache-tests@0.4.5";

/** The numbers of a run, a row a mode and grade. */
export function talliesOf(runs: readonly SuiteRun[]): readonly Tally[] {
  return runs.flatMap((run) => KINDS.map((kind) => tallyOf(run, kind)));
}

function tallyOf({ mode, tests, outcomes }: SuiteRun, kind: Kind): Tally {
  const graded = tests.filter((test) => kindOf(test) === kind);
  const count = (isCounted: (test: SuiteTest) => boolean): number => graded.filter(isCounted).length;
  const hasFailed = ({ id }: SuiteTest): boolean => outcomes.get(id) === "failed";
  const isSuiteWrong = ({ id }: SuiteTest): boolean => deviationOf(id, mode)?.isSuiteWrong === true;
  return {
    mode,
    kind,
    tests: graded.length,
    passed: count(({ id }) => outcomes.get(id) === "passed"),
    suiteWrong: count((test) => hasFailed(test) && isSuiteWrong(test)),
    failed: count((test) => hasFailed(test) && !isSuiteWrong(test)),
    unreached: count(({ id }) => outcomes.get(id) === "unreached"),
  };
}

/** What somebody has to look at: no pass that is not explained, or a pass that is explained away. A line each. */
export function surprisesOf(runs: readonly SuiteRun[]): readonly string[] {
  return runs.flatMap(({ mode, tests, outcomes, results }) =>
    tests
      .filter((test) => !isExpected(test, outcomes.get(test.id), mode))
      .map(
        (test) => `${mode}, ${kindOf(test)}: ${test.id}: ${said(outcomes.get(test.id), results[test.id])}`,
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
  const rows = tallies.map(({ mode, kind, ...counts }) => [mode, kind, ...Object.values(counts).map(String)]);
  const head = ["mode", "grade", "tests", "passed", "suite wrong", "failed", "not asked"];
  const widths = head.map((title, at) => Math.max(title.length, ...rows.map((row) => row[at]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((text, at) => (at < 2 ? text.padEnd(widths[at] ?? 0) : text.padStart(widths[at] ?? 0)))
      .join("  ");
  return [head, ...rows].map(line).join("\n");
}

/** The documentation's page: the numbers of a run, and each deviation with its reason. */
export function suitePage(tallies: readonly Tally[]): string {
  return [
    "# The outside suite",
    "",
    `What the [tests for HTTP caches](https://cache-tests.fyi) find, in the version that is published as \`${PACKAGE}\`. They run over real sockets`,
    "against `createCachedFetch({ backend: memoryBackend(), cacheControl: true })`, and with `shared: true`; every other setting is as it comes.",
    "A mode answers all tests of the suite's index but those that name the other mode. `pnpm conformance` runs it and holds this page to it.",
    "",
    "| Mode | Grade | Tests | Passed | Otherwise | The suite is wrong | Not asked |",
    "| --- | --- | --: | --: | --: | --: | --: |",
    ...tallies.map(
      ({ mode, kind, tests, passed, suiteWrong, failed, unreached }) =>
        `| ${mode} | ${kind} | ${tests} | ${passed} | ${failed} | ${suiteWrong} | ${unreached} |`,
    ),
    "",
    "_required_ is what HTTP demands; _optimal_ a chance that a cache may take or leave; _check_ a question without a wrong answer.",
    "_Otherwise_ is not as the suite would have it; among the required tests that would be a fault. _The suite is wrong_ where it asks for what",
    "HTTP's documents do not. _Not asked_: a test that it stands on, or its own set-up, came out otherwise.",
    "",
    "## What does not pass, and why",
    "",
    "| Tests | Mode | Why |",
    "| --- | --- | --- |",
    ...DEVIATIONS.map(
      ({ tests, mode, because }) =>
        `| ${tests.map((id) => `\`${id}\``).join("<br>")} | ${mode ?? "both"} | ${because} |`,
    ),
    "",
    "Rules are those of the [table of rules](/reference/rules).",
    "",
  ].join("\n");
}
