import { AGAINST_THE_SUITE } from "./against-the-suite.ts";
import type { Deviation } from "./deviation.ts";
import { OUR_CHOICES } from "./our-choices.ts";
import type { Outcome } from "./outcomes.ts";
import type { RunName } from "./runs.ts";
import { kindOf, type SuiteTest } from "./suite.ts";

/** A deviation, and whether the suite is wrong; only then may a required test fail. */
export interface KnownDeviation extends Deviation {
  readonly isSuiteWrong: boolean;
}

/** All that is known not to pass. */
export const DEVIATIONS: readonly KnownDeviation[] = [
  ...AGAINST_THE_SUITE.map((deviation) => ({ ...deviation, isSuiteWrong: true })),
  ...OUR_CHOICES.map((deviation) => ({ ...deviation, isSuiteWrong: false })),
];

/** What explains that a test does not pass in a run, if anything does. */
export function deviationOf(id: string, run: RunName): KnownDeviation | undefined {
  return DEVIATIONS.find(({ tests, runs = [run] }) => runs.includes(run) && tests.includes(id));
}

/** Whether nothing has to be done about an outcome: it is a pass that none denies, or no pass, and known as that. */
export function isExpected(test: SuiteTest, outcome: Outcome | undefined, run: RunName): boolean {
  const known = deviationOf(test.id, run);
  if (outcome === "passed" || known === undefined) return outcome === "passed" && known === undefined;
  return kindOf(test) !== "required" || outcome === "unreached" || known.isSuiteWrong;
}
