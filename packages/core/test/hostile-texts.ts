import * as fc from "fast-check";
import { expect } from "vitest";

// Its report prints it, with the path to the smallest counterexample, when a property fails.
const SEED = 9111;
const NOISE = [
  ",",
  '"',
  "\\",
  "\t",
  " ",
  "=",
  ";",
  "*",
  "-",
  "/",
  ":",
  "(",
  ")",
  "?",
  "W/",
  "0",
  "9",
  "é",
  "\0",
];
const WORDS = ["max-age", "no-store", "private", "no-cache", "max-stale", "bytes", "GMT", "Sun", "Nov", "a"];

/** Texts that no sender means well with: everything a parser might trip over, in any order. */
export const hostile: fc.Arbitrary<string> = fc.oneof(
  fc.array(fc.constantFrom(...NOISE, ...WORDS), { maxLength: 60 }).map((parts) => parts.join("")),
  fc.string({ unit: "binary", maxLength: 60 }),
);
/** Fails the test with the smallest counterexample. */
export function holds<Values>(property: fc.IPropertyWithHooks<Values>): void {
  const details = fc.check(property, { seed: SEED, numRuns: 500 });
  expect(details.failed, fc.defaultReportMessage(details)).toBe(false);
}
