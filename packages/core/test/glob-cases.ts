import { expect } from "vitest";
import { urlGlob } from "../src/settings/url-rules/url-glob.ts";

/** What requests-cache's ids and a reader's intuition say, as a table: pattern, URL, whether it matches. */
type Case = readonly [pattern: string, url: string, matches: boolean];

export function holds(cases: readonly Case[]): void {
  for (const [pattern, url, expected] of cases)
    expect.soft(urlGlob(pattern)(url), `${pattern} and ${url}`).toBe(expected);
}
