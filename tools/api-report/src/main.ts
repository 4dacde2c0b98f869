import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { changedLines } from "./compare-reports.ts";
import { publicFace, reportText } from "./public-face.ts";

const { values } = parseArgs({
  options: {
    write: { type: "boolean", default: false },
    root: { type: "string", default: resolve(import.meta.dirname, "../../..") },
  },
});
const reports = join(values.root, "tools/api-report/reports");
mkdirSync(reports, { recursive: true });
const packages = globSync("packages/*/package.json", { cwd: values.root })
  .map((path) => basename(dirname(path)))
  .sort();
const current = new Set(packages.map((name) => `${name}.md`));
let changes = 0;

for (const name of packages) {
  const entry = join(values.root, "packages", name, "dist/index.d.ts");
  if (!existsSync(entry)) throw new Error(`${entry} does not exist; run \`pnpm build\` first`);
  const { name: packageName } = JSON.parse(
    readFileSync(join(values.root, "packages", name, "package.json"), "utf8"),
  );
  report(join(reports, `${name}.md`), reportText(packageName, publicFace(entry)));
}
for (const left of globSync("*.md", { cwd: reports })) {
  if (!current.has(left)) tell(left, [`there is no package for ${left}; remove it`]);
}
process.stdout.write(
  changes === 0
    ? `api-report: ${packages.length} public faces are as recorded\n`
    : `api-report: ${changes} differ. If that is meant, run \`pnpm api-report --write\` and let the diff be reviewed.\n`,
);
process.exitCode = changes === 0 ? 0 : 1;

function report(path: string, text: string): void {
  const recorded = existsSync(path) ? readFileSync(path, "utf8") : "";
  if (recorded === text) return;
  if (values.write) writeFileSync(path, text);
  else tell(basename(path), changedLines(recorded, text));
}

function tell(name: string, lines: readonly string[]): void {
  changes++;
  process.stderr.write(`${name}\n${lines.map((line) => `  ${line}\n`).join("")}`);
}
