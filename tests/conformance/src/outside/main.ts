import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { suitePage } from "./page.ts";
import { surprisesOf, tableOf } from "./report.ts";
import { runSuite, type SuiteRun } from "./run-suite.ts";
import { RUNS } from "./runs.ts";
import { talliesOf } from "./tally.ts";

const PAGE = "docs-site/reference/outside-suite.md";

const { values } = parseArgs({
  options: {
    write: { type: "boolean", default: false },
    root: { type: "string", default: resolve(import.meta.dirname, "../../../..") },
  },
});
const runs: SuiteRun[] = [];
for (const run of RUNS) runs.push(await runSuite(run));
const surprises = surprisesOf(runs);
const path = join(values.root, PAGE);
const page = suitePage(runs);
const isCurrent = existsSync(path) && readFileSync(path, "utf8") === page;
process.stdout.write(`${tableOf(talliesOf(runs))}\n`);
for (const surprise of surprises) process.stderr.write(`${surprise}\n`);
if (values.write && !isCurrent) writeFileSync(path, page);
if (!isCurrent && !values.write) process.stderr.write(`${PAGE} differs; run \`pnpm conformance --write\`\n`);
process.exitCode = surprises.length > 0 || (!isCurrent && !values.write) ? 1 : 0;
