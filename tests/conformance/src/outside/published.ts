import { readFileSync } from "node:fs";
import { join } from "node:path";
import { outcomesOf } from "./outcomes.ts";
import type { SuiteRun } from "./run-suite.ts";
import type { RunName } from "./runs.ts";
import { DATA, KINDS, type Kind, type Results, SUITE, type SuiteTest } from "./suite.ts";
import { type Counts, countsOf } from "./tally.ts";

/** One cache's numbers by grade. */
export interface Score {
  readonly cache: string;
  readonly isOurs: boolean;
  readonly counts: Readonly<Record<Kind, Counts>>;
}

/** Caches that the suite's authors put the same tests to. */
interface Field {
  readonly tests: readonly SuiteTest[];
  /** Names by their files in `results/`. */
  readonly caches: ReadonlyMap<string, string>;
  /** Ours beside them. */
  readonly runs: readonly RunName[];
}

const BROWSERS: Field = {
  tests: SUITE.filter(({ browser_skip: isSkipped, cdn_only: isForCdn }) => !(isSkipped || isForCdn)),
  caches: new Map([
    ["chrome", "Chrome"],
    ["firefox", "Firefox"],
    ["safari", "Safari"],
  ]),
  runs: ["private", "private, allowing"],
};

const SERVERS: Field = {
  tests: SUITE.filter(({ browser_only: isForBrowser, cdn_only: isForCdn }) => !(isForBrowser || isForCdn)),
  caches: new Map([
    ["apache", "Apache httpd"],
    ["caddy", "Caddy"],
    ["fastly", "Fastly"],
    ["haproxy", "HAProxy"],
    ["nginx", "nginx"],
    ["squid", "Squid"],
    ["trafficserver", "Traffic Server"],
    ["varnish", "Varnish"],
  ]),
  runs: ["shared", "shared, allowing"],
};

/** Published only for Fastly, among those that are CDNs. */
const CDNS: Field = {
  tests: SUITE.filter(({ cdn_only: isForCdn }) => isForCdn),
  caches: new Map([["fastly", "Fastly"]]),
  runs: ["CDN"],
};

export const FIELDS = { browsers: BROWSERS, servers: SERVERS, cdns: CDNS } as const;

/** Ours and the published ones on the same tests, most required tests passed first. */
export function scoresOf({ tests, caches, runs: names }: Field, runs: readonly SuiteRun[]): readonly Score[] {
  const ours = runs
    .filter(({ name }) => names.includes(name))
    .map(({ name, outcomes }): Score => score(`@rcache, ${name}`, true, tests, outcomes));
  const theirs = [...caches].map(([file, cache]): Score => {
    const results: Results = JSON.parse(readFileSync(join(DATA, "results", `${file}.json`), "utf8"));
    return score(cache, false, tests, outcomesOf(SUITE, results));
  });
  return [...ours, ...theirs].sort((a, b) => b.counts.required.passed - a.counts.required.passed);
}

function score(
  cache: string,
  isOurs: boolean,
  tests: readonly SuiteTest[],
  outcomes: SuiteRun["outcomes"],
): Score {
  const of = (kind: Kind): Counts => countsOf(tests, kind, outcomes);
  const [required, optimal, check] = KINDS;
  return { cache, isOurs, counts: { required: of(required), optimal: of(optimal), check: of(check) } };
}
