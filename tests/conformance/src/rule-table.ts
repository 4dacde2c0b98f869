import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { RULES, type Rule } from "./rules.ts";

/** Where the page stands, from the repository's root. */
export const PAGE = "docs-site/reference/rules.md";

/** One test that holds a rule. */
export interface RuleTest {
  readonly row: number;
  readonly title: string;
  /** From the repository's root. */
  readonly file: string;
}

/** A rule with the tests that hold it. */
export interface TestedRule extends Rule {
  readonly tests: readonly RuleTest[];
}

const LEVELS: Readonly<Record<Rule["level"], string>> = {
  M: "must",
  S: "should",
  O: "may",
  G: "ours",
};
// A string that begins with a section (`§3`, `RFC 9110 §5.6.7`) and `rule 7: `, in any of the three quotes.
const TITLE = /(["'`])((?:[\w-]+ )*§[\d.]+ rule (\d+): (?:\\.|(?!\1)[^\\\n])+)\1/g;

/** The rules, each with the tests whose titles name it. */
export function testedRules(root: string): readonly TestedRule[] {
  const tests = allTests(root);
  return RULES.map((rule) => ({ ...rule, tests: tests.filter(({ row }) => row === rule.row) }));
}

/** Every test of a checkout whose title names a rule, in the order of files. */
export function allTests(root: string): readonly RuleTest[] {
  return testFiles(root).flatMap(({ file, text }) => testsIn(text, file));
}

/** The files with tests of a checkout, in order, by their paths from its root. */
export function testFiles(root: string): readonly { readonly file: string; readonly text: string }[] {
  const files = globSync("{packages,apps,tests,tools}/*/{src,test}/**/*.test.ts", {
    cwd: root,
    exclude: (path) => path.endsWith("node_modules"),
  });
  // The tables' own tests only quote titles.
  return files
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => !file.endsWith("-table.test.ts"))
    .sort()
    .map((file) => ({ file, text: readFileSync(join(root, file), "utf8") }));
}

/** The tests in a file's text whose titles name a rule. */
export function testsIn(text: string, file: string): readonly RuleTest[] {
  return [...text.matchAll(TITLE)].map(([, , title = "", row]) => ({ row: Number(row), title, file }));
}

/** The documentation's page: every rule, where it stands, and what tests it. */
export function rulesPage(rules: readonly TestedRule[]): string {
  return [
    "# Rules of HTTP caching, and their tests",
    "",
    "These are the rules that the cache follows with `cacheControl: true`. Sections are those of RFC 9111 unless another document is named.",
    "_must_, _should_ and _may_ are the RFC's words; _ours_ is this cache's decision where the RFC leaves a choice.",
    "A rule with one mode applies only to a private or only to a shared cache. `tests/conformance/src/main.ts` generates this page.",
    "",
    "| # | Rule | Where | Level | Mode | Tests |",
    "| --: | --- | --- | --- | --- | --- |",
    ...rules.map(rowOf),
    "",
  ].join("\n");
}

function rowOf({ row, rule, section, level, mode, tests }: TestedRule): string {
  const files = [...new Set(tests.map(({ file }) => file))];
  const named = files.map((file) => {
    const titles = tests.filter((test) => test.file === file).map(({ title }) => cell(withoutPrefix(title)));
    return [...titles, `\`${file}\``].join("<br>");
  });
  return `| ${row} | ${cell(rule)} | ${section} | ${LEVELS[level]} | ${mode} | ${named.join("<br>")} |`;
}

function withoutPrefix(title: string): string {
  return title.replace(/^.*? rule \d+: /, "");
}

/** Text as a cell of a table shows it: nothing in it is markup. */
export function cell(text: string): string {
  return text
    .replace(/\\(["'`\\])/g, "$1")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll("{{", "&#123;&#123;")
    .replace(/[|*_`[\]\\~]/g, "\\$&");
}
