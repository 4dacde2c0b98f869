import { RUNS } from "@rcache/conformance-tests";
import type { PlainSettings } from "@rcache/core/playground";
import type { SuiteScenario, SuiteSetting } from "@rcache/playground";

/** One way to run the outside suite, and what the playground needs of its tests. */
export interface SuiteRunData extends SuiteSetting {
  readonly name: string;
  readonly tests: readonly string[];
}

export interface SuiteData {
  readonly runs: readonly SuiteRunData[];
  readonly tests: readonly SuiteScenario[];
}

declare const data: SuiteData;

export { data };

/** What the suite's files say, read when the site is built. */
export default {
  load(): SuiteData {
    const tests = new Map(RUNS.flatMap((run) => run.tests).map((test) => [test.id, test]));
    return {
      runs: RUNS.map((run) => ({
        name: run.name,
        mode: run.mode,
        // The cast: the runs' settings are data.
        settings: run.settings as PlainSettings,
        tests: run.tests.map(({ id }) => id),
      })),
      tests: [...tests.values()],
    };
  },
};
