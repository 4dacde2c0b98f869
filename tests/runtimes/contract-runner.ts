// Runs tests in runtimes as their users' programs run: it brings what they need of a runner.

type Test = readonly [name: string, run: () => void | Promise<void>];

/** Tests that are defined one after another and then run. */
export interface ContractRun {
  /** Gives a runner for a subject; its tests bear the subject's name. */
  runner(subject: string): { it(name: string, run: Test[1]): void };
  /** Runs all tests that were defined, and ends the process: with code 1 where one has failed. */
  end(around: {
    /** Throws where a test has left something behind. */
    afterEach(): void;
    /** Is called where none has failed. */
    atEnd(): void;
  }): Promise<never>;
}

export function contractRun(): ContractRun {
  const tests: Test[] = [];
  return {
    runner: (subject) => ({ it: (name, run) => void tests.push([`${subject}: ${name}`, run]) }),
    async end({ afterEach, atEnd }) {
      let passed = 0;
      let failed = 0;
      for (const [name, run] of tests) {
        try {
          await run();
          afterEach();
          passed += 1;
        } catch (error) {
          failed += 1;
          console.error(`FAILED ${name}\n${error instanceof Error ? error.stack : String(error)}`);
        }
      }
      console.log(`${passed} of ${tests.length} passed, ${failed} failed`);
      if (failed === 0) atEnd();
      process.exit(failed === 0 && passed > 0 ? 0 : 1);
    },
  };
}
