import fc from "fast-check";
import { FIELDS, FRAMINGS, LOCATIONS, STATUS_LINES } from "./answer-tables.ts";
import { BODIES, FORMS, HEADERS, METHODS, MORE } from "./asked-tables.ts";
import { READINGS } from "./readings.ts";

/** One combination: what is asked and how, what the origin answers, and what is done with the answer. Its values are names in the tables. */
export interface Cell {
  readonly number: number;
  readonly method: string;
  readonly body: string;
  readonly headers: string;
  readonly more: string;
  readonly form: string;
  readonly redirect: string;
  readonly status: string;
  readonly location: string;
  readonly framing: string;
  readonly fields: string;
  readonly reading: string;
  /** Which of the caches answers. */
  readonly cache: string;
}

export const REDIRECTS: Readonly<Record<string, string | undefined>> = {
  unsaid: undefined,
  follow: "follow",
  manual: "manual",
  error: "error",
  unknown: "perhaps",
};

export const CACHES = ["rules", "rules, real responses", "headers"] as const;

/** A name of a table; what is usual comes as often as all the rest together, so that one odd thing does not hide the others. */
function nameIn(
  table: Readonly<Record<string, unknown>>,
  ...usual: readonly [string, ...string[]]
): fc.Arbitrary<string> {
  return fc.oneof(fc.constantFrom(...usual), fc.constantFrom(...Object.keys(table)));
}

const mostly = (table: Readonly<Record<string, unknown>>, usual: string): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constant(usual) },
    { weight: 1, arbitrary: fc.constantFrom(...Object.keys(table)) },
  );

/** So many cells, the same for the same seed. */
export function cellsOf(seed: number, count: number): readonly Cell[] {
  const names = fc.record({
    method: nameIn(METHODS, "unsaid", "GET", "POST", "PUT"),
    body: nameIn(BODIES, "none"),
    headers: nameIn(HEADERS, "unsaid", "record"),
    more: mostly(MORE, "nothing"),
    form: nameIn(FORMS, "plain"),
    redirect: nameIn(REDIRECTS, "unsaid"),
    status: nameIn(STATUS_LINES, "200", "301", "302", "303", "307", "308"),
    location: nameIn(LOCATIONS, "relative"),
    framing: nameIn(FRAMINGS, "length", "chunked"),
    fields: nameIn(FIELDS, "none"),
    reading: fc.constantFrom(...Object.keys(READINGS)),
    cache: fc.constantFrom(...CACHES),
  });
  return fc.sample(names, { seed, numRuns: count }).map((cell, number) => ({ number, ...sensible(cell) }));
}

/**
 * Most combinations of GET and a body are the same error: few are enough. What is wrong in two ways fails with either error; and Node's fetch, with a
 * form and a signal that has been aborted, ends the process (`Invalid state: ReadableStream is already closed`).
 */
function sensible(cell: Omit<Cell, "number">): Omit<Cell, "number"> {
  const isBodiless = ["unsaid", "GET", "get", "HEAD"].includes(cell.method) && cell.reading !== "text";
  const isAborted = cell.more.startsWith("aborted");
  return isBodiless || isAborted ? { ...cell, body: "none" } : cell;
}
