// Runs contracts in runtimes that vitest does not run in: it brings what they need of a runner.

type Test = readonly [name: string, run: () => void | Promise<void>];

/** The tests of several contracts, defined one after another and then run. */
export interface ContractRun {
  /** Gives a runner for a subject; its tests bear the subject's name. */
  runner(subject: string): {
    describe(name: string, define: () => void): void;
    it(name: string, run: Test[1]): void;
  };
  /**
   * Runs all tests that were defined, and ends the process: with code 1 where one has failed.
   *
   * @param beyond names of tests that this runtime cannot pass, with a cache or without one
   * @param afterEach throws where a test has left something behind
   */
  end(beyond?: RegExp, afterEach?: () => void): Promise<never>;
}

export function contractRun(): ContractRun {
  const tests: Test[] = [];
  return {
    runner: (subject) => ({
      describe: (_name, define) => define(),
      it: (name, run) => void tests.push([`${subject}: ${name}`, run]),
    }),
    async end(beyond, afterEach) {
      let passed = 0;
      let failed = 0;
      for (const [name, run] of tests) {
        if (beyond?.test(name)) {
          console.log(`beyond this runtime: ${name}`);
          continue;
        }
        try {
          await run();
          afterEach?.();
          passed += 1;
        } catch (error) {
          failed += 1;
          console.error(`FAILED ${name}\n${error instanceof Error ? error.stack : String(error)}`);
        }
      }
      console.log(`${passed} of ${tests.length} passed, ${failed} failed`);
      process.exit(failed === 0 && passed > 0 ? 0 : 1);
    },
  };
}
