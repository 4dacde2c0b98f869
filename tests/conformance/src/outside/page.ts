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
    "What the 370 [tests for HTTP caches](https://cache-tests.fyi) find. They run over real sockets against `createCachedFetch` with a memory backend;",
    "only their pauses pass on the cache's clock and the origin's. `pnpm conformance` runs them and holds this page to what they find. The tests and the",
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
    "_required_ is what HTTP demands; _optimal_ a chance that a cache may take or leave; _check_ a question without a wrong answer.",
    "_Otherwise_ is not as the suite would have it; among the required tests that would be a fault. _The suite is wrong_ where it asks for what",
    "HTTP's documents do not. _Not asked_: a test that it stands on, or its own set-up, came out otherwise.",
    "A private cache is not asked what names a shared one, and the other way round; only the last run is asked about `CDN-Cache-Control`.",
    "",
    "## Beside others",
    "",
    "As the suite's authors published them, each on the tests that they put to its kind, and ours on the same ones: _passed / failed / not asked_, counted in one way for all.",
    "",
    "Browsers:",
    "",
    ...scoreTable(scoresOf(FIELDS.browsers, runs)),
    "",
    "Servers that stand before an origin:",
    "",
    ...scoreTable(scoresOf(FIELDS.servers, runs)),
    "",
    "`CDN-Cache-Control`, which only a CDN has to know:",
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
