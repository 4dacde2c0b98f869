import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { DEVIATIONS, isExpected } from "../src/outside/deviations.ts";
import { outcomesOf } from "../src/outside/outcomes.ts";
import { suitePage, surprisesOf, talliesOf } from "../src/outside/report.ts";
import { kindOf, type Results, type SuiteTest, testsFor } from "../src/outside/suite.ts";
import { RULES } from "../src/rules.ts";
import { MODES } from "../src/stage.ts";

const ROOT = resolve(import.meta.dirname, "../../..");
const REASONS = "## What does not pass";

describe("the tests of the outside suite", () => {
  it("are divided by mode, and most belong to both", () => {
    const [inPrivate = [], inShared = []] = MODES.map((mode) => testsFor(mode).map(({ id }) => id));
    expect(inPrivate).not.toContain("cc-resp-private-shared");
    expect(inShared).not.toContain("cc-resp-private-private");
    expect(inPrivate.filter((id) => inShared.includes(id)).length).toBeGreaterThan(300);
  });
});

describe("what of the outside suite is known not to pass", () => {
  it.each(MODES)("names tests that the suite has, each once: %s", (mode) => {
    const ids = testsFor(mode).map(({ id }) => id);
    const named = DEVIATIONS.filter(({ mode: only = mode }) => only === mode).flatMap(({ tests }) => tests);
    expect(named.filter((id) => !ids.includes(id))).toEqual([]);
    expect(named.filter((id, at) => named.indexOf(id) !== at)).toEqual([]);
  });

  it("names rules that there are", () => {
    const rows = new Set(RULES.map(({ row }) => String(row)));
    const named = DEVIATIONS.flatMap(({ because }) => because.match(/rules? [\d, and to]+/g) ?? []);
    const numbers = named.flatMap((text) => text.match(/\d+/g) ?? []);
    expect(numbers.length).toBeGreaterThan(DEVIATIONS.length / 2);
    expect(numbers.filter((row) => !rows.has(row))).toEqual([]);
  });

  it("stands on the documentation's page as it is known here", () => {
    const page = readFileSync(join(ROOT, "docs-site/reference/outside-suite.md"), "utf8");
    const reasons = (text: string): string => text.slice(text.indexOf(REASONS));
    expect(page).toContain(REASONS);
    expect(reasons(page)).toBe(reasons(suitePage([])));
  });

  it("excuses a failed required test only where the suite is wrong", () => {
    const required = testsFor("shared").filter((test) => kindOf(test) === "required");
    const excused = required.filter((test) => isExpected(test, "failed", "shared")).map(({ id }) => id);
    expect(excused).toContain("age-parse-float");
    expect(excused).not.toContain("headers-store-Set-Cookie");
    expect(excused).not.toContain("cc-resp-no-store");
  });

  it("denies that it passes", () => {
    const [known] = testsFor("private").filter(({ id }) => id === "age-parse-float");
    const [other] = testsFor("private").filter(({ id }) => id === "cc-resp-no-store");
    expect(known && isExpected(known, "passed", "private")).toBe(false);
    expect(other && isExpected(other, "passed", "private")).toBe(true);
    expect(other && isExpected(other, "unreached", "private")).toBe(false);
    expect(other && isExpected(other, undefined, "private")).toBe(false);
  });
});

const TESTS: readonly SuiteTest[] = [
  { id: "a", name: "a" },
  { id: "b", name: "b", kind: "optimal" },
  { id: "on-b", name: "on b", depends_on: ["a", "b"] },
  { id: "on-on-b", name: "on on b", depends_on: ["on-b"] },
  { id: "set-up", name: "set up", kind: "check" },
  { id: "left-out", name: "left out" },
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
    const runs = [{ mode: "private", tests: TESTS, outcomes, results: RESULTS }] as const;
    expect(talliesOf(runs)).toEqual([
      { mode: "private", kind: "required", tests: 4, passed: 1, suiteWrong: 0, failed: 0, unreached: 3 },
      { mode: "private", kind: "optimal", tests: 1, passed: 0, suiteWrong: 0, failed: 1, unreached: 0 },
      { mode: "private", kind: "check", tests: 1, passed: 0, suiteWrong: 0, failed: 0, unreached: 1 },
    ]);
    expect(surprisesOf(runs)).toEqual([
      "private, optimal: b: Assertion: Response 2 does not come from cache",
      "private, required: on-b: stands on another that does not pass",
      "private, required: on-on-b: TypeError: fetch failed",
      "private, check: set-up: Setup: retry",
      "private, required: left-out: not run",
    ]);
  });
});
