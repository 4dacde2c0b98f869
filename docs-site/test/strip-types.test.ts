import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { stripTypes } from "../demos/strip-types.ts";

const folder = join(import.meta.dirname, "../demos/code");
const same = (specifier: string): string => specifier;

/** Both as JavaScript that is printed by the same printer. */
function printed(code: string): string {
  const options = { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext, removeComments: true };
  return ts.transpileModule(code, { compilerOptions: { ...options, verbatimModuleSyntax: true } }).outputText;
}

describe("stripTypes", () => {
  it.each(globSync("*.ts", { cwd: folder }))("makes of the demo %s what TypeScript makes of it", (file) => {
    const code = readFileSync(join(folder, file), "utf8");
    expect(printed(stripTypes(code, same))).toBe(printed(code));
  });

  it.each([
    ['import { type A, b, type C } from "x"; b();', 'import { b, } from "x"; b();'],
    ['import type { A } from "x";', ""],
    ["interface P<T> { readonly a?: T }", ""],
    ["type Q = { a: 1 } | undefined; let q: Q;", "let q;"],
    ["declare const u: number;", ""],
    [
      "function f<T>(x: T, y?: number): x is string { return x!.a as unknown as any; }",
      "function f(x, y) { return x.a; }",
    ],
    ["class K<T> { private readonly a: T = 1; m?(): void {} }", "class K { a = 1; m() {} }"],
    ["const m = new Map<string, number>() satisfies object;", "const m = new Map();"],
  ])("leaves of %s only what is JavaScript", (code, wanted) => {
    expect(printed(stripTypes(code, same))).toBe(printed(wanted));
  });

  it("keeps lines and columns, and tells where imports lead", () => {
    const code = 'import { a } from "x";\ntype T = {\n  b: 1;\n};\na(1 as number);';
    const stripped = stripTypes(code, (specifier) => `./${specifier}.js`);
    expect(stripped.split("\n")[0]).toBe('import { a } from "./x.js";');
    expect(stripped.split("\n")[4]).toBe("a(1          );");
  });
});
