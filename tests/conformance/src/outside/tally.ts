import { deviationOf } from "./deviations.ts";
import type { Outcome } from "./outcomes.ts";
import type { SuiteRun } from "./run-suite.ts";
import { KINDS, type Kind, kindOf, type SuiteTest } from "./suite.ts";

/** How many tests came out how. */
export interface Counts {
  readonly tests: number;
  readonly passed: number;
  readonly failed: number;
  /** Not asked: a test they stand on, or their own set-up, failed. */
  readonly unreached: number;
}

/** How the tests of a grade came out in one run. */
export interface Tally extends Counts {
  readonly run: string;
  readonly kind: Kind;
  /** Failed, where the suite asks for what HTTP's documents do not; not among `failed`. */
  readonly suiteWrong: number;
}

/** Counts the tests of a grade. */
export function countsOf(
  tests: readonly SuiteTest[],
  kind: Kind,
  outcomes: ReadonlyMap<string, Outcome>,
): Counts {
  const graded = tests.filter((test) => kindOf(test) === kind);
  const count = (wanted: Outcome): number => graded.filter(({ id }) => outcomes.get(id) === wanted).length;
  return {
    tests: graded.length,
    passed: count("passed"),
    failed: count("failed"),
    unreached: count("unreached"),
  };
}

/** The numbers of all runs, a row a run and grade. */
export function talliesOf(runs: readonly SuiteRun[]): readonly Tally[] {
  return runs.flatMap((run) => KINDS.map((kind) => tallyOf(run, kind)));
}

function tallyOf({ name, tests, outcomes }: SuiteRun, kind: Kind): Tally {
  const counts = countsOf(tests, kind, outcomes);
  const suiteWrong = tests.filter(
    (test) =>
      kindOf(test) === kind &&
      outcomes.get(test.id) === "failed" &&
      deviationOf(test.id, name)?.isSuiteWrong === true,
  ).length;
  return { run: name, kind, ...counts, failed: counts.failed - suiteWrong, suiteWrong };
}
