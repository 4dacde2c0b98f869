import type { IncomingMessage, ServerResponse } from "node:http";
import suites from "http-cache-tests/tests/index.mjs";
import type { Mode } from "../stage.ts";

/** One test of the suite, as far as it is looked at here. */
export interface SuiteTest {
  readonly id: string;
  readonly name: string;
  /** Left out: required. */
  readonly kind?: Kind;
  readonly depends_on?: readonly string[];
  readonly browser_only?: boolean;
  readonly browser_skip?: boolean;
}

/** The suite's own grades: a fault, a lost chance, or a question that has no wrong answer. */
export type Kind = "required" | "optimal" | "check";

/** Tests under a heading. */
export interface Suite {
  readonly name: string;
  readonly id: string;
  readonly tests: readonly SuiteTest[];
}

/** By the tests' ids: passed, or what kind of trouble and its words. */
export type Results = Readonly<Record<string, true | readonly [kind: string, message: string]>>;

/** One of the suite's own request handlers. */
export type Handle = (path: string[], request: IncomingMessage, response: ServerResponse) => void;

/** The suite's own index: what it holds every cache to. `Surrogate-Control`, which stands beside it, is no part of HTTP caching. */
export const SUITES: readonly Suite[] = suites;

const SHARED_ONLY = /\bshared HTTP cache|HTTP shared cache/i;
const PRIVATE_ONLY = /\bprivate HTTP cache/i;

/**
 * The tests that a cache of that mode has to answer.
 *
 * The suite's flags divide by what can be seen from within a browser; this is no browser, so they are taken off, and the names divide.
 */
export function testsFor(mode: Mode): readonly SuiteTest[] {
  const others = mode === "private" ? SHARED_ONLY : PRIVATE_ONLY;
  return SUITES.flatMap(({ tests }) => tests)
    .filter(({ name }) => !others.test(name))
    .map((test) => ({ ...test, browser_only: false, browser_skip: false }));
}

/** The grade of a test. */
export function kindOf({ kind }: SuiteTest): Kind {
  return kind ?? "required";
}
