import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { compileProblems, writePrograms } from "./check-document.ts";

const PAGE = "docs-site/reference/requests-cache-names.md";
const lines = readFileSync(join(import.meta.dirname, "../../..", PAGE), "utf8").split("\n");

/** Each line of the page becomes a line of a program, so that the compiler's line is the page's: a name must be a key of its table's type. */
function programOf(page: readonly string[]): string {
  let keyOf = "";
  return page
    .map((line, at) => {
      keyOf = /^<!-- keys of: (.+) -->$/.exec(line)?.[1] ?? keyOf;
      if (line.startsWith("## ")) keyOf = "";
      return namesOf(line)
        .map((name, column) => `export type N${at}_${column} = (${keyOf})["${name}"];`)
        .join(" ");
    })
    .join("\n");
}

/** The names here in a row: those before a colon, or alone in their cell. */
function namesOf(line: string): readonly string[] {
  const cell = /^\| `.* \| ((?:`\w+`(?:, )?)+)(?::| \|$)/.exec(line)?.[1] ?? "";
  return [...cell.matchAll(/`(\w+)`/g)].map(([, name = ""]) => name);
}

describe("the names of requests-cache", () => {
  const planted = [
    ...lines,
    "<!-- keys of: import('@rcache/core').CacheOptions -->",
    "| `a` | `nowhere`: so |",
  ];
  const programs = [
    { document: PAGE, line: 1, text: programOf(planted), runs: false, prints: [], hasTests: false },
  ];
  const files = writePrograms("requests-cache-names", programs);
  afterAll(() => files.remove());

  it("stand beside names that exist, and one that does not is found", () => {
    expect(lines.flatMap(namesOf).length).toBeGreaterThan(100);
    expect(compileProblems(files, programs)).toEqual([
      expect.stringMatching(new RegExp(`^${PAGE}:${planted.length}: error TS2339: .*'nowhere'`)),
    ]);
  });
});
