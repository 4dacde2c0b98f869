/** The two functions that the contracts need from a test runner. vitest, node:test, mocha, jest and bun:test have them. */
export interface Runner {
  describe(name: string, fn: () => void): void;
  it(name: string, fn: () => void | Promise<void>): void;
}
