import { type Outcome, outcomesOf } from "./outcomes.ts";
import { runTest } from "./run-test.ts";
import type { Run } from "./runs.ts";
import type { Results } from "./suite.ts";
import { suiteOrigin } from "./suite-origin.ts";

/** What the suite found in one run. */
export interface SuiteRun extends Run {
  readonly outcomes: ReadonlyMap<string, Outcome>;
  readonly results: Results;
}

/** How many tests are under way at a time. */
const AT_ONCE = 32;

/** Runs the suite against `createCachedFetch({ cacheControl: true })` with a memory backend and the run's settings. */
export async function runSuite(run: Run): Promise<SuiteRun> {
  await using origin = await suiteOrigin();
  const results: Record<string, Results[string]> = {};
  const waiting = [...run.tests];
  const workers = Array.from({ length: AT_ONCE }, async () => {
    for (let test = waiting.shift(); test !== undefined; test = waiting.shift())
      results[test.id] = await runTest(test, run, origin);
  });
  await Promise.all(workers);
  return { ...run, outcomes: outcomesOf(run.tests, results), results };
}
