import * as fc from "fast-check";

/**
 * Runs a property. When it fails, the report names the seed and the path to the smallest counterexample.
 *
 * @param seed of the random values: the same in every run
 */
export function holds<Values>(
  property: fc.IPropertyWithHooks<Values>,
  { seed, numRuns }: { readonly seed: number; readonly numRuns: number },
): void {
  const details = fc.check(property, { seed, numRuns });
  if (details.failed) throw new Error(fc.defaultReportMessage(details));
}
