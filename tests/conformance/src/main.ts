import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { PAGE, rulesPage, testedRules } from "./rule-table.ts";

const { values } = parseArgs({
  options: {
    write: { type: "boolean", default: false },
    root: { type: "string", default: resolve(import.meta.dirname, "../../..") },
  },
});
const rules = testedRules(values.root);
const path = join(values.root, PAGE);
const page = rulesPage(rules);
const isCurrent = existsSync(path) && readFileSync(path, "utf8") === page;
if (values.write && !isCurrent) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, page);
}
const untested = rules.filter(({ tests }) => tests.length === 0).map(({ row }) => row);
if (untested.length > 0) process.stderr.write(`rules without a test: ${untested.join(", ")}\n`);
if (!isCurrent && !values.write) {
  process.stderr.write(`${PAGE} differs; run \`node tests/conformance/src/main.ts --write\`\n`);
}
process.stdout.write(`rules: ${rules.length - untested.length} of ${rules.length} have a test\n`);
process.exitCode = untested.length > 0 || (!isCurrent && !values.write) ? 1 : 0;
