import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { allTests, PAGE, rulesPage, testedRules, testsIn } from "../src/rule-table.ts";
import { RULES } from "../src/rules.ts";

const ROOT = resolve(import.meta.dirname, "../../..");

describe("the table of rules", () => {
  it("has the rows 1 to 175, each once and in order", () => {
    expect(RULES.map(({ row }) => row)).toEqual(Array.from({ length: 175 }, (_, at) => at + 1));
  });

  it("has a test for every rule", () => {
    const untested = testedRules(ROOT).filter(({ tests }) => tests.length === 0);
    expect(untested.map(({ row, rule }) => `${row}: ${rule}`)).toEqual([]);
  });

  it("has every row that a title names", () => {
    const rows = new Set(RULES.map(({ row }) => row));
    const tests = allTests(ROOT);
    expect(tests.length).toBeGreaterThan(RULES.length / 2);
    expect(tests.filter(({ row }) => !rows.has(row))).toEqual([]);
  });

  it("is the page of the documentation, as it is written there", () => {
    expect(readFileSync(join(ROOT, PAGE), "utf8")).toBe(rulesPage(testedRules(ROOT)));
  });

  it("finds titles in every kind of quotes, with the section of any RFC", () => {
    const text = [
      'it("§5.2.2.5 rule 7: no-store", () => {})',
      "it.each(X)('RFC 9110 §9.3.3 rule 3: %s', () => {})",
      "it(`§3 rule 2: it's one`, () => {})",
      'it("no rule 9: at all", () => {})',
    ].join("\n");
    expect(testsIn(text, "a.test.ts").map(({ row, title }) => [row, title])).toEqual([
      [7, "§5.2.2.5 rule 7: no-store"],
      [3, "RFC 9110 §9.3.3 rule 3: %s"],
      [2, "§3 rule 2: it's one"],
    ]);
  });
});
