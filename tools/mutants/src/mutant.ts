/** A fault that somebody could make in a source file, and the tests that have to notice. */
export interface Mutant {
  /** From the root of the repository. */
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly text: string;
  readonly replacement: string;
  /** What the paths of the test files contain. */
  readonly tests: readonly string[];
  /** Why no test can tell it from the original; left out where one has to. */
  readonly survives?: string;
}

type Change = readonly [text: string, replacement: string, survives?: string];

/** Mutants of one file. Paths are those under `packages/core/src`, or from the root. */
export function mutantsOf(
  file: string,
  tests: readonly string[],
  changes: readonly Change[],
): readonly Mutant[] {
  return changes.map(([text, replacement, survives]) => ({
    file: fromRoot(file),
    text,
    replacement,
    tests: tests.map(fromRoot),
    ...(survives === undefined ? {} : { survives }),
  }));
}

function fromRoot(path: string): string {
  return /^(?:packages|tests)\//.test(path) ? path : `packages/core/src/${path}`;
}

/** What it changes, in a line. */
export function mutantName({ file, text, replacement }: Mutant): string {
  const line = (code: string): string => code.trim().replaceAll(/\s+/g, " ");
  return `${file}: ${line(text)}  →  ${line(replacement) || "(nothing)"}`;
}

/** The source with the fault in it. @throws Error where the text is not there exactly once: the source has changed since */
export function mutated({ file, text, replacement }: Mutant, source: string): string {
  const [before, after, ...more] = source.split(text);
  if (before === undefined || after === undefined || more.length > 0)
    throw new Error(`${file} has ${JSON.stringify(text)} ${source.split(text).length - 1} times, not once`);
  return before + replacement + after;
}
