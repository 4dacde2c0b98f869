import type { CacheOptions } from "@rcache/core";
import type { Mode } from "../stage.ts";
import { SUITE, type SuiteTest } from "./suite.ts";

/** One way to run the suite: who the cache is, and what its settings say beside `cacheControl: true`. */
export interface Run {
  readonly name: RunName;
  readonly mode: Mode;
  readonly settings: Omit<CacheOptions, "backend">;
  readonly tests: readonly SuiteTest[];
}

const SHARED_ONLY = /\bshared HTTP cache|HTTP shared cache/i;
const PRIVATE_ONLY = /\bprivate HTTP cache/i;

/**
 * The tests that a cache of that mode has to answer.
 *
 * The suite's flags for browsers divide by what can be seen from within one; this is no browser, so the names divide.
 */
export function testsFor(mode: Mode): readonly SuiteTest[] {
  const others = mode === "private" ? SHARED_ONLY : PRIVATE_ONLY;
  return SUITE.filter(({ name, cdn_only: isForCdn = false }) => !(isForCdn || others.test(name)));
}

/** What the suite takes for granted, and a setting has to allow here. */
const ALLOWING = { staleIfError: true, partitionBy: "nothing" } as const;

/** A required test wants one caller's cookies handed to the next, which this cache does where it is told to. */
const WITH_COOKIES = { replaySetCookie: true } as const;

export const RUN_NAMES = ["private", "private, allowing", "shared", "shared, allowing", "CDN"] as const;
export type RunName = (typeof RUN_NAMES)[number];

/** All ways the suite is run; together they ask every one of its tests. */
export const RUNS: readonly Run[] = [
  { name: "private", mode: "private", settings: WITH_COOKIES, tests: testsFor("private") },
  { name: "private, allowing", mode: "private", settings: ALLOWING, tests: testsFor("private") },
  { name: "shared", mode: "shared", settings: {}, tests: testsFor("shared") },
  { name: "shared, allowing", mode: "shared", settings: ALLOWING, tests: testsFor("shared") },
  {
    name: "CDN",
    mode: "shared",
    settings: { ...ALLOWING, targetedFields: ["CDN-Cache-Control"] },
    tests: [...testsFor("shared"), ...SUITE.filter(({ cdn_only: isForCdn }) => isForCdn)],
  },
];
