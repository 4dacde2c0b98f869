import { globSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { measureFile } from "./measure-file.ts";

const SOURCES = [
  "packages/*/{src,test}/**/*.ts",
  "{apps,tests,tools}/*/**/*.ts",
  "docs-site/**/*.ts",
  "examples/**/*.ts",
];
const LEFT_OUT = ["**/node_modules/**", "**/dist/**", "tests/runtimes/**", "docs-site/.vitepress/cache/**"];

const root = resolve(process.argv[2] ?? resolve(import.meta.dirname, "../../.."));
const paths = globSync(SOURCES, { cwd: root, exclude: LEFT_OUT }).sort();
const overdrafts = paths.flatMap((path) =>
  measureFile(path.replaceAll("\\", "/"), readFileSync(join(root, path), "utf8")),
);
for (const { path, line, message } of overdrafts) process.stderr.write(`${path}:${line}: ${message}\n`);
process.stdout.write(
  overdrafts.length === 0
    ? `budgets: ${paths.length} files keep to them\n`
    : `budgets: ${overdrafts.length} overdrawn (the numbers are in tools/budgets/src/limits.ts)\n`,
);
process.exitCode = overdrafts.length === 0 && paths.length > 0 ? 0 : 1;
