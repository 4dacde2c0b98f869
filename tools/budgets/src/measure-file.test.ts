import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { PARAMETERS } from "./limits.ts";
import { measureFile } from "./measure-file.ts";

const PATH = "packages/core/src/a.ts";
const messages = (text: string, path = PATH) =>
  measureFile(path, text).map((each) => `${each.line}: ${each.message}`);
const lines = (count: number, line: string) => `${line}\n`.repeat(count);

describe("measureFile", () => {
  it("finds a function of more than 50 lines of code, and does not count comments and blank lines", () => {
    const long = `export function tooLong() {\n${lines(49, "  run();")}}\n`;
    expect(messages(long)).toEqual(["1: tooLong has 51 lines of code; the budget is 50"]);
    const short = `export function enough() {\n${lines(48, "  run();\n\n  // why\n  /* and\n  how */")}}\n`;
    expect(messages(short)).toEqual([]);
  });

  it("finds long methods, arrows and closures", () => {
    const body = `{\n${lines(50, "run();")}}`;
    expect(messages(`const arrow = () => ${body};`)).toEqual([expect.stringContaining("arrow has 52")]);
    expect(messages(`class A { method() ${body} }`)).toEqual([expect.stringContaining("method has 52")]);
    expect(messages(`run(function () ${body});`)).toEqual([expect.stringContaining("a function has 52")]);
  });

  it("finds a file of more than 250 lines of code", () => {
    expect(messages(lines(251, "run();"))).toEqual(["1: 251 lines of code in one file; the budget is 250"]);
    expect(messages(lines(250, "run(); // why\n"))).toEqual([]);
    expect(messages(lines(251, "run();"), "packages/core/src/a.test.ts")).toEqual([]);
    expect(messages(lines(401, "run();"), "packages/core/src/a.test.ts")).toHaveLength(1);
  });

  it("counts every line of a template that runs over several", () => {
    expect(messages(`const text = \`\n${lines(250, "words")}\`;`)).toEqual([
      expect.stringContaining("252 lines"),
    ]);
  });

  it("finds any, also in tests, and not the word in a text", () => {
    expect(messages("const a: any = 1;\nconst b = 'any';")).toEqual(["1: any: say what it is, or unknown"]);
    expect(messages("let a: any[];", "packages/core/src/a.test.ts")).toHaveLength(1);
  });

  it("finds an assertion without a reason beside or above it", () => {
    const bare = "const a = b as C;";
    expect(messages(bare)).toEqual(["1: an assertion (as) without a reason in a comment"]);
    expect(messages(`const z = 1;\n${bare}`)).toHaveLength(1);
    expect(messages(`${bare} // the table has it`)).toEqual([]);
    expect(messages(`// the table has it\n${bare}`)).toEqual([]);
    expect(messages("// the table has it\nconst a = run(\n  one,\n  b as C,\n);")).toEqual([]);
    expect(messages("const a = <C>b;")).toHaveLength(1);
    expect(messages("const a = [1] as const;\nconst d = b satisfies C;")).toEqual([]);
    expect(messages(bare, "packages/core/src/a.test.ts")).toEqual([]);
  });

  it("finds a non-null assertion, whatever stands beside it", () => {
    expect(messages("const a = b!; // surely")).toEqual([expect.stringContaining("a non-null assertion")]);
  });

  it("finds a function with more parameters than a reader can keep apart", () => {
    const parameters = (count: number) =>
      Array.from({ length: count }, (_, index) => `p${index}: 1`).join(", ");
    expect(messages(`export const f = (${parameters(PARAMETERS)}) => 1;`)).toEqual([]);
    expect(messages(`export const f = (${parameters(PARAMETERS + 1)}) => 1;`)).toEqual([
      `1: f has ${PARAMETERS + 1} parameters; the budget is ${PARAMETERS}`,
    ]);
    expect(messages(`export type F = (${parameters(PARAMETERS + 1)}) => void;`)).toEqual([]);
  });
});

describe("the budgets program", () => {
  it("names a planted overdraft and fails", () => {
    const root = mkdtempSync(join(tmpdir(), "rcache-budgets-"));
    mkdirSync(join(root, "packages/core/src"), { recursive: true });
    writeFileSync(join(root, PATH), "export const planted: any = 1;\n");
    const child = spawnSync(process.execPath, [join(import.meta.dirname, "main.ts"), root], {
      encoding: "utf8",
    });
    rmSync(root, { recursive: true });
    expect([child.status, child.stderr]).toEqual([1, `${PATH}:1: any: say what it is, or unknown\n`]);
  });
});
