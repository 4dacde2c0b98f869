import type { Reporter, TestCase, TestModule } from "vitest/node";

/** Suites that this machine cannot run. */
export interface LeftOut {
  /** What did not run, as a person would name it: "browser suites". */
  readonly what: string;
  /** What is missing here. */
  readonly because: string;
  /** What makes them run: a command or a variable. */
  readonly remedy: string;
}

/** What one run came to. */
export interface RunCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export interface SummaryOptions {
  readonly leftOut: readonly LeftOut[];
  /** What is left out or skipped is a failure (`RCACHE_REQUIRE_ALL`). */
  readonly requireAll: boolean;
  /** Receives the text, newline included. @default standard output */
  readonly print?: (text: string) => void;
  /** Called when left-out work makes the run a failure. @default sets the exit code to 1 */
  readonly fail?: () => void;
}

/** The last line of a run: `12 passed, 0 failed`, and `, 3 skipped` where some were. */
export function summaryLine(counts: RunCounts): string {
  const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : "";
  return `${counts.passed} passed, ${counts.failed} failed${skipped}`;
}

/**
 * Speaks last: names every suite that was left out and every test that was skipped, then says the counts in one plain line.
 * A module or a hook that failed without a failed test of its own counts as one failure, and so does every unhandled error.
 */
export function summaryReporter(options: SummaryOptions): Reporter {
  const print = options.print ?? ((text: string) => process.stdout.write(text));
  const fail = options.fail ?? (() => (process.exitCode = 1));
  let filtered = false;
  return {
    onInit(vitest) {
      filtered = vitest.config.testNamePattern !== undefined;
    },
    onTestRunEnd(modules, unhandledErrors) {
      const tests = modules.flatMap((module) => [...module.children.allTests()]);
      const skipped = tests.filter((test) => test.result().state === "skipped");
      const counts = {
        passed: tests.filter((test) => test.result().state === "passed").length,
        failed: countFailures(tests, modules) + unhandledErrors.length,
        skipped: skipped.length,
      };
      // With a name pattern, tests are skipped because somebody asked for it.
      const notRun = [
        ...options.leftOut.map((left) => `${left.what}: ${left.because}. ${left.remedy}`),
        ...(filtered ? [] : skipped.map(describeSkipped)),
      ];
      if (notRun.length > 0) {
        print(loudList(notRun, options.requireAll));
        if (options.requireAll) fail();
      }
      print(`${summaryLine(counts)}\n`);
    },
  };
}

function countFailures(tests: readonly TestCase[], modules: readonly TestModule[]): number {
  const failedTests = tests.filter((test) => test.result().state === "failed").length;
  const brokenModules = modules.filter((module) => {
    if (module.state() !== "failed") return false;
    for (const test of module.children.allTests()) if (test.result().state === "failed") return false;
    return true;
  });
  return failedTests + brokenModules.length;
}

function describeSkipped(test: TestCase): string {
  const result = test.result();
  const note = result.state === "skipped" && result.note ? `: ${result.note}` : "";
  return `${test.module.relativeModuleId} > ${test.fullName}${note}`;
}

function loudList(notRun: readonly string[], requireAll: boolean): string {
  const heading = requireAll
    ? "NOT RUN, and RCACHE_REQUIRE_ALL makes that a failure:"
    : "NOT RUN ON THIS MACHINE:";
  return `\n!! ${heading}\n${notRun.map((line) => `!!   ${line}\n`).join("")}\n`;
}
