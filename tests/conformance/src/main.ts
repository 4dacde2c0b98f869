import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { PORTED_PAGE, portedBehaviours, portedPage, superfluous, unheld } from "./ported-table.ts";
import { PAGE, rulesPage, testedRules } from "./rule-table.ts";

const { values } = parseArgs({
  options: {
    write: { type: "boolean", default: false },
    root: { type: "string", default: resolve(import.meta.dirname, "../../..") },
  },
});
const rules = testedRules(values.root);
const behaviours = portedBehaviours(values.root);
const untested = rules.filter(({ tests }) => tests.length === 0).map(({ row }) => `rule ${row}`);
const lacking = [...untested, ...unheld(behaviours), ...superfluous(behaviours)];
const pages = [
  [PAGE, rulesPage(rules)],
  [PORTED_PAGE, portedPage(behaviours)],
] as const;
const outdated = pages.filter(([path, page]) => !isCurrent(path, page));
for (const [path, page] of outdated) {
  if (values.write) write(path, page);
  else process.stderr.write(`${path} differs; run \`node tests/conformance/src/main.ts --write\`\n`);
}
if (lacking.length > 0)
  process.stderr.write(`without a test, or explained beside one: ${lacking.join(", ")}\n`);
process.stdout.write(`rules: ${rules.length - untested.length} of ${rules.length} have a test\n`);
process.stdout.write(`behaviours of requests-cache: ${behaviours.length}\n`);
process.exitCode = lacking.length > 0 || (outdated.length > 0 && !values.write) ? 1 : 0;

function isCurrent(path: string, page: string): boolean {
  const at = join(values.root, path);
  return existsSync(at) && readFileSync(at, "utf8") === page;
}

function write(path: string, page: string): void {
  const at = join(values.root, path);
  mkdirSync(dirname(at), { recursive: true });
  writeFileSync(at, page);
}
