import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { DEVIATIONS, isExpected } from "../src/outside/deviations.ts";
import { outcomesOf } from "../src/outside/outcomes.ts";
import { suitePage } from "../src/outside/page.ts";
import { FIELDS, scoresOf } from "../src/outside/published.ts";
import { surprisesOf } from "../src/outside/report.ts";
import { runSuite, type SuiteRun } from "../src/outside/run-suite.ts";
import { RUN_NAMES, RUNS, testsFor } from "../src/outside/runs.ts";
import { kindOf, type Results, SUITE, type SuiteRequest, type SuiteTest } from "../src/outside/suite.ts";
import { talliesOf } from "../src/outside/tally.ts";
import { RULES } from "../src/rules.ts";

const ROOT = resolve(import.meta.dirname, "../../..");

/** Every member of a request that the engine looks at. */
const MEMBERS: Readonly<Record<keyof SuiteRequest, true>> = {
  setup: true,
  setup_tests: true,
  request_method: true,
  request_headers: true,
  request_body: true,
  filename: true,
  query_arg: true,
  cache: true,
  redirect: true,
  magic_ims: true,
  rfc850date: true,
  pause_after: true,
  response_status: true,
  response_headers: true,
  magic_locations: true,
  response_body: true,
  response_pause: true,
  interim_responses: true,
  disconnect: true,
  expected_type: true,
  expected_method: true,
  expected_status: true,
  expected_request_headers: true,
  expected_response_headers: true,
  expected_response_headers_missing: true,
  expected_response_text: true,
  expected_interim_responses: true,
  check_body: true,
};

describe("the tests of the outside suite", () => {
  it("are 370, each with an id of its own, and stand on tests that there are", () => {
    const ids = SUITE.map(({ id }) => id);
    expect(ids).toHaveLength(370);
    expect(new Set(ids).size).toBe(370);
    expect(SUITE.flatMap(({ depends_on: on = [] }) => on).filter((id) => !ids.includes(id))).toEqual([]);
  });

  it("say nothing that the engine does not know", () => {
    const said = new Set(SUITE.flatMap(({ requests }) => requests.flatMap((asked) => Object.keys(asked))));
    expect([...said].filter((member) => !Object.hasOwn(MEMBERS, member))).toEqual([]);
  });

  it("are divided by mode, most belong to both, and every one is asked", () => {
    const [inPrivate, inShared] = [testsFor("private"), testsFor("shared")].map((tests) =>
      tests.map(({ id }) => id),
    );
    expect(inPrivate).not.toContain("cc-resp-private-shared");
    expect(inShared).not.toContain("cc-resp-private-private");
    expect(inPrivate?.filter((id) => inShared?.includes(id)).length).toBeGreaterThan(300);
    const asked = new Set(RUNS.flatMap(({ tests }) => tests));
    expect(SUITE.filter((test) => !asked.has(test))).toEqual([]);
  });
});

describe("what of the outside suite is known not to pass", () => {
  it.each(RUNS)("names tests that the suite has, each once: $name", ({ name, tests }) => {
    const named = DEVIATIONS.filter(({ runs = [name] }) => runs.includes(name)).flatMap(
      ({ tests: ids }) => ids,
    );
    const ids = SUITE.map(({ id }) => id);
    expect(named.filter((id) => !ids.includes(id))).toEqual([]);
    expect(named.filter((id, at) => named.indexOf(id) !== at)).toEqual([]);
    expect(tests.length).toBeGreaterThan(300);
  });

  it("names rules that there are", () => {
    const rows = new Set(RULES.map(({ row }) => String(row)));
    const named = DEVIATIONS.flatMap(({ because }) => because.match(/rules? [\d, and to]+/g) ?? []);
    const numbers = named.flatMap((text) => text.match(/\d+/g) ?? []);
    expect(numbers.length).toBeGreaterThan(DEVIATIONS.length / 2);
    expect(numbers.filter((row) => !rows.has(row))).toEqual([]);
  });

  it("excuses a failed required test only where the suite is wrong", () => {
    const required = SUITE.filter((test) => kindOf(test) === "required");
    const wrong = new Set(
      DEVIATIONS.filter(({ isSuiteWrong }) => isSuiteWrong).flatMap(({ tests }) => tests),
    );
    for (const run of RUN_NAMES) {
      const excused = required.filter((test) => isExpected(test, "failed", run));
      expect(excused.filter(({ id }) => !wrong.has(id))).toEqual([]);
    }
  });

  it("denies that it passes", () => {
    const [known] = SUITE.filter(({ id }) => id === "stale-close");
    const [other] = SUITE.filter(({ id }) => id === "cc-resp-no-store");
    expect(known && isExpected(known, "passed", "private")).toBe(false);
    expect(known && isExpected(known, "passed", "private, allowing")).toBe(true);
    expect(other && isExpected(other, "passed", "private")).toBe(true);
    expect(other && isExpected(other, "unreached", "private")).toBe(false);
    expect(other && isExpected(other, undefined, "private")).toBe(false);
  });
});

describe("a run of the outside suite", () => {
  const runs: SuiteRun[] = [];
  beforeAll(async () => {
    for (const run of RUNS) runs.push(await runSuite(run));
  });

  it("finds nothing that is not explained", () => {
    expect(surprisesOf(runs)).toEqual([]);
  });

  it("fails no required test", () => {
    const failed = talliesOf(runs).map(({ run, kind, failed: count }) => [run, kind === "required" && count]);
    expect(failed.filter(([, count]) => count !== false && count !== 0)).toEqual([]);
  });

  it("gives the documentation's page, published results and all", () => {
    expect(readFileSync(join(ROOT, "docs-site/reference/outside-suite.md"), "utf8")).toBe(suitePage(runs));
  });

  it("has each test that was put to others asked of ours", () => {
    for (const { tests, runs: names } of Object.values(FIELDS)) {
      const ours = runs.filter(({ name }) => names.includes(name));
      expect(ours).toHaveLength(names.length);
      for (const { outcomes } of ours) expect(tests.filter(({ id }) => !outcomes.has(id))).toEqual([]);
    }
  });

  it("counts what others published as it counts ours", () => {
    const [chrome] = scoresOf(FIELDS.browsers, []);
    expect(chrome).toMatchObject({ cache: "Chrome", isOurs: false });
    for (const field of Object.values(FIELDS))
      for (const { counts } of scoresOf(field, runs))
        for (const { tests, passed, failed, unreached } of Object.values(counts))
          expect(passed + failed + unreached).toBe(tests);
  });

  it("fails a cache that goes by its settings where the headers say otherwise", async () => {
    const [plain] = RUNS;
    if (plain === undefined) throw new Error("there are no runs");
    const asIfHeadersWereNotThere = { cacheControl: false };
    const { outcomes } = await runSuite({ ...plain, settings: asIfHeadersWereNotThere });
    expect(outcomes.get("cc-resp-no-store")).toBe("failed");
    expect(outcomes.get("freshness-max-age-0")).not.toBe("passed");
    expect(outcomes.get("interim-103")).toBe("passed");
  });
});

const TESTS: readonly SuiteTest[] = [
  { id: "a", name: "a", requests: [] },
  { id: "b", name: "b", kind: "optimal", requests: [] },
  { id: "on-b", name: "on b", depends_on: ["a", "b"], requests: [] },
  { id: "on-on-b", name: "on on b", depends_on: ["on-b"], requests: [] },
  { id: "set-up", name: "set up", kind: "check", requests: [] },
  { id: "left-out", name: "left out", requests: [] },
];
const RESULTS: Results = {
  a: true,
  b: ["Assertion", "Response 2 does not come from cache"],
  "on-b": true,
  "on-on-b": ["TypeError", "fetch failed"],
  "set-up": ["Setup", "retry"],
};

describe("what became of a test of the outside suite", () => {
  const outcomes = outcomesOf(TESTS, RESULTS);

  it("is unreached where what it stands on or its set-up failed, or it did not run", () => {
    expect(Object.fromEntries(outcomes)).toEqual({
      a: "passed",
      b: "failed",
      "on-b": "unreached",
      "on-on-b": "unreached",
      "set-up": "unreached",
      "left-out": "unreached",
    });
  });

  it("is counted once, and told where nothing explains it", () => {
    const runs = [
      { name: "private", mode: "private", settings: {}, tests: TESTS, outcomes, results: RESULTS },
    ] as const;
    const run = "private";
    expect(talliesOf(runs)).toEqual([
      { run, kind: "required", tests: 4, passed: 1, suiteWrong: 0, failed: 0, unreached: 3 },
      { run, kind: "optimal", tests: 1, passed: 0, suiteWrong: 0, failed: 1, unreached: 0 },
      { run, kind: "check", tests: 1, passed: 0, suiteWrong: 0, failed: 0, unreached: 1 },
    ]);
    expect(surprisesOf(runs)).toEqual([
      "private: optimal: b: Assertion: Response 2 does not come from cache",
      "private: required: on-b: stands on another that does not pass",
      "private: required: on-on-b: TypeError: fetch failed",
      "private: check: set-up: Setup: retry",
      "private: required: left-out: not run",
    ]);
  });
});
