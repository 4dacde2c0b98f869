import type { Results, SuiteTest } from "./suite.ts";

/** What became of a test: `unreached` where the suite could not ask its question, because a test it stands on or its own set-up failed. */
export type Outcome = "passed" | "failed" | "unreached";

/** Every test's outcome by its id, as the suite itself counts: what a test stands on comes first, set-up next. */
export function outcomesOf(tests: readonly SuiteTest[], results: Results): ReadonlyMap<string, Outcome> {
  const byId = new Map(tests.map((test) => [test.id, test]));
  const outcomes = new Map<string, Outcome>();
  const outcomeOf = (id: string): Outcome => {
    const known = outcomes.get(id);
    if (known !== undefined) return known;
    const result = results[id];
    const standsOn = byId.get(id)?.depends_on ?? [];
    let outcome: Outcome = "failed";
    if (result === undefined || standsOn.some((other) => outcomeOf(other) !== "passed"))
      outcome = "unreached";
    else if (result === true) outcome = "passed";
    else if (result[0] === "Setup") outcome = "unreached";
    outcomes.set(id, outcome);
    return outcome;
  };
  for (const { id } of tests) outcomeOf(id);
  return outcomes;
}
