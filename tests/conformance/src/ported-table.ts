import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { FAMILIES, type Family, idOf, STANDINGS, type Standing } from "./ported-behaviours.ts";
import { cell, testFiles } from "./rule-table.ts";
import { RULES } from "./rules.ts";

/** Where the page stands, from the repository's root. */
export const PORTED_PAGE = "docs-site/reference/requests-cache.md";

/** A test by its title. */
export interface TitledTest {
  readonly title: string;
  /** From the repository's root. */
  readonly file: string;
}

/** One behaviour, and what holds it; neither tests nor a standing: nothing does. */
export interface PortedBehaviour {
  readonly id: string;
  readonly family: Family;
  readonly tests: readonly TitledTest[];
  readonly standing: Standing | undefined;
}

// Any string of a line; which of them are titles does not matter, because ids stand in nothing else.
const STRING = /(["'`])((?:\\.|(?!\1)[^\\\n])+)\1/g;

/** Every behaviour, with the tests that name it, or where else it stands. */
export function portedBehaviours(root: string): readonly PortedBehaviour[] {
  const titles = testFiles(root).flatMap(({ file, text }) =>
    [...text.matchAll(STRING)].map(([, , title = ""]): TitledTest => ({ title, file })),
  );
  const promises = contractPromises(root);
  return FAMILIES.flatMap((family) =>
    family.numbers.map((number) => {
      const id = idOf(family, number);
      const named = titles.filter(({ title }) => new RegExp(`(?<![\\w-])${id}(?![\\w-])`).test(title));
      const standing = named.length > 0 ? undefined : STANDINGS.get(id);
      return {
        id,
        family,
        tests: standing === undefined ? named : held(standing, titles, promises),
        standing,
      };
    }),
  );
}

/** The tests that a standing leads to; none where one of its promises is not made. */
function held(
  standing: Standing,
  titles: readonly TitledTest[],
  promises: readonly TitledTest[],
): readonly TitledTest[] {
  if (standing.kind === "test") return titles.filter(({ title }) => title.includes(standing.title));
  if (standing.kind !== "contract") return [];
  const found = standing.promises.map((id) => promises.filter(({ title }) => title.startsWith(`${id} `)));
  return found.some((tests) => tests.length === 0) ? [] : found.flat();
}

/** The promises of the testkit's contracts. */
function contractPromises(root: string): readonly TitledTest[] {
  const files = globSync("packages/testkit/src/*-contract/*.ts", { cwd: root }).toSorted();
  return files.flatMap((file) =>
    [...readFileSync(join(root, file), "utf8").matchAll(STRING)]
      .map(([, , title = ""]): TitledTest => ({ title, file: file.replaceAll("\\", "/") }))
      .filter(({ title }) => /^[A-Z]\d+ \w/.test(title)),
  );
}

/** Ids that nothing holds: no test, no rule that is there, and no word why it is left out. */
export function unheld(behaviours: readonly PortedBehaviour[]): readonly string[] {
  return behaviours
    .filter(({ tests, standing }) => {
      if (standing?.kind === "left-out") return false;
      if (standing?.kind === "rule") return !RULES.some(({ row }) => row === standing.row);
      return tests.length === 0;
    })
    .map(({ id }) => id);
}

/** Ids whose standing says what a test by now says by itself, or that are no ids. */
export function superfluous(behaviours: readonly PortedBehaviour[]): readonly string[] {
  const used = new Set(behaviours.filter(({ standing }) => standing !== undefined).map(({ id }) => id));
  return [...STANDINGS.keys()].filter((id) => !used.has(id));
}

/** The documentation's page: every behaviour of requests-cache, and where it went. */
export function portedPage(behaviours: readonly PortedBehaviour[]): string {
  const sections = FAMILIES.flatMap((family) => [
    `## ${family.prefix}: ${family.about}`,
    "",
    "| Id | Held by |",
    "| --- | --- |",
    ...behaviours.filter((behaviour) => behaviour.family === family).map(rowOf),
    "",
  ]);
  return [
    "# Where each behaviour of requests-cache went",
    "",
    "Every behaviour of requests-cache has an id. The title of its test says what happens in rcache. Tests in `packages/testkit` run for every backend or serializer.",
    "A rule is one of [the rules of HTTP caching](/reference/rules). If a behaviour is not ported, the table says why. `tests/conformance/src/main.ts` generates this page.",
    "[Coming from requests-cache](/explain/differences-from-requests-cache) lists the differences and their reasons.",
    "",
    ...sections,
  ].join("\n");
}

function rowOf({ id, tests, standing }: PortedBehaviour): string {
  if (standing?.kind === "left-out") return `| ${id} | Not ported. ${cell(standing.why)} |`;
  if (standing?.kind === "rule") {
    const rule = RULES.find(({ row }) => row === standing.row)?.rule ?? "";
    return `| ${id} | Rule ${standing.row}: ${cell(rule)} |`;
  }
  const files = [...new Set(tests.map(({ file }) => file))];
  const named = files.map((file) => {
    const titles = tests.filter((test) => test.file === file).map(({ title }) => cell(withoutIds(title)));
    return [...new Set(titles), `\`${file}\``].join("<br>");
  });
  return `| ${id} | ${named.join("<br>")} |`;
}

/** What a title says behind the ids, sections and rules that it begins with: the row and the page of rules have these. */
function withoutIds(title: string): string {
  return title.replace(/^(?:(?:RFC \d+|§[\d.]+|rule \d+|[A-Z]+-\d+|[CV]\d+)[,:]?\s+)+/, "");
}
