/** The two functions the contracts need of a test runner: vitest, node:test, mocha, jest and bun:test all have them. */
export interface Runner {
  describe(name: string, fn: () => void): void;
  it(name: string, fn: () => void | Promise<void>): void;
}
