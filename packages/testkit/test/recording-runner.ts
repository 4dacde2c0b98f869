import type { Runner } from "../src/index.ts";

/** What a contract registered, in order. */
export interface Registered {
  readonly name: string;
  readonly fn: () => void | Promise<void>;
}

/** Registers tests instead of running them. */
export function recordingRunner(): { readonly runner: Runner; readonly tests: readonly Registered[] } {
  const tests: Registered[] = [];
  return {
    tests,
    runner: {
      describe(_, fn) {
        fn();
      },
      it(name, fn) {
        tests.push({ name, fn });
      },
    },
  };
}

/** The first words of the tests that fail, each with its message. */
export async function failures(tests: readonly Registered[]): Promise<ReadonlyMap<string, string>> {
  const failed = new Map<string, string>();
  for (const { name, fn } of tests) {
    try {
      await fn();
    } catch (error) {
      failed.set(name.split(" ", 1)[0] ?? name, String(error));
    }
  }
  return failed;
}
