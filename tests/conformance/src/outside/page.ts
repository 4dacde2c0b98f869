import { DEVIATIONS } from "./deviations.ts";
import { FIELDS, type Score, scoresOf } from "./published.ts";
import type { SuiteRun } from "./run-suite.ts";
import { RUNS } from "./runs.ts";
import { type Tally, talliesOf } from "./tally.ts";

/** The documentation's page: the numbers of the runs, the published ones beside them, and each deviation with its reason. */
export function suitePage(runs: readonly SuiteRun[]): string {
  return [
    "# The outside suite",
    "",
    "This page shows the results of the 370 [tests for HTTP caches](https://cache-tests.fyi). They run over real sockets against `createCachedFetch` with a memory backend;",
    "only their pauses use the clocks of the cache and the origin. `pnpm conformance` runs them and compares the results with this page. The tests and the",
    "published results are those of [http-tests/cache-tests](https://github.com/http-tests/cache-tests) at commit `b55b8bd`, © 2018 Mark Nottingham, BSD 3-Clause.",
    "",
    "## Ours",
    "",
    ...settingsLines(),
    "",
    "| Run | Grade | Tests | Passed | Otherwise | The suite is wrong | Not asked |",
    "| --- | --- | --: | --: | --: | --: | --: |",
    ...talliesOf(runs).map(tallyRow),
    "",
    "_required_: HTTP demands it. _optimal_: a cache may do it. _check_: there is no wrong result.",
    "_Otherwise_: the result differs from the one the suite expects; in a required test that would be a defect. _The suite is wrong_: it expects something that",
    "HTTP's documents do not. _Not asked_: a test that it depends on, or its own setup, had another result.",
    "A private cache does not run tests for shared caches, and vice versa. Only the last run includes `CDN-Cache-Control`.",
    "",
    "## Compared with other caches",
    "",
    "These are the results that the suite's authors published, and ours on the same tests: _passed / failed / not asked_, counted in the same way for all.",
    "",
    "Browsers:",
    "",
    ...scoreTable(scoresOf(FIELDS.browsers, runs)),
    "",
    "Servers in front of an origin:",
    "",
    ...scoreTable(scoresOf(FIELDS.servers, runs)),
    "",
    "`CDN-Cache-Control`, which only a CDN has to support:",
    "",
    ...scoreTable(scoresOf(FIELDS.cdns, runs)),
    "",
    ...deviationLines(),
  ].join("\n");
}

function settingsLines(): readonly string[] {
  return [
    "| Run | Settings |",
    "| --- | --- |",
    ...RUNS.map(({ name, mode, settings }) => {
      const options = { cacheControl: true, ...(mode === "shared" && { shared: true }), ...settings };
      const members = Object.entries(options).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
      return `| ${name} | \`${members.join(", ")}\` |`;
    }),
  ];
}

function tallyRow({ run, kind, tests, passed, failed, suiteWrong, unreached }: Tally): string {
  return `| ${run} | ${kind} | ${tests} | ${passed} | ${failed} | ${suiteWrong} | ${unreached} |`;
}

function scoreTable(scores: readonly Score[]): readonly string[] {
  const tests = scores[0]?.counts;
  return [
    `| Cache | ${tests?.required.tests} required | ${tests?.optimal.tests} optimal | ${tests?.check.tests} check |`,
    "| --- | --: | --: | --: |",
    ...scores.map(({ cache, isOurs, counts }) => {
      const cells = [counts.required, counts.optimal, counts.check].map(
        ({ passed, failed, unreached }) => `${passed} / ${failed} / ${unreached}`,
      );
      return `| ${isOurs ? `**${cache}**` : cache} | ${cells.join(" | ")} |`;
    }),
  ];
}

/** The part of the page that no run changes. */
export function deviationLines(): readonly string[] {
  return [
    "## What does not pass, and why",
    "",
    "| Tests | Runs | Why |",
    "| --- | --- | --- |",
    ...DEVIATIONS.map(
      ({ tests, runs, because }) =>
        `| ${tests.map((id) => `\`${id}\``).join("<br>")} | ${runs?.join("; ") ?? "all"} | ${because} |`,
    ),
    "",
    "Rules are those of the [table of rules](/reference/rules).",
    "",
  ];
}
