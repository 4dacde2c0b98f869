import { fork } from "node:child_process";
import { join } from "node:path";
import type { Mode } from "../stage.ts";
import { isExpected } from "./deviations.ts";
import { type Outcome, outcomesOf } from "./outcomes.ts";
import { type Results, type SuiteTest, testsFor } from "./suite.ts";

/** What the suite found in one mode. */
export interface SuiteRun {
  readonly mode: Mode;
  readonly tests: readonly SuiteTest[];
  readonly outcomes: ReadonlyMap<string, Outcome>;
  readonly results: Results;
}

/**
 * Runs the suite against `createCachedFetch({ cacheControl: true })` with a memory backend, in a process of its own.
 *
 * The suite's pauses are real and its lifetimes short, so a busy machine can spoil a test: what is unexpected is asked once more, alone.
 */
export async function runSuite(mode: Mode): Promise<SuiteRun> {
  const tests = testsFor(mode);
  const first = await resultsOf(mode, []);
  const outcomes = outcomesOf(tests, first);
  const unexpected = tests.filter((test) => !isExpected(test, outcomes.get(test.id), mode));
  if (unexpected.length === 0) return { mode, tests, outcomes, results: first };
  const ids = unexpected.flatMap(({ id, depends_on: standsOn = [] }) => [id, ...standsOn]);
  const results = { ...first, ...(await resultsOf(mode, ids)) };
  return { mode, tests, outcomes: outcomesOf(tests, results), results };
}

/** @param ids of the tests to run; empty: all */
function resultsOf(mode: Mode, ids: readonly string[]): Promise<Results> {
  return new Promise((resolve, reject) => {
    const child = fork(join(import.meta.dirname, "suite-process.ts"), [mode, ...ids], {
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    // The cast: it is our own process, and sends this one thing.
    child.once("message", (message) => resolve(message as Results));
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`the suite's process ended with ${code} and no results`)));
  });
}
