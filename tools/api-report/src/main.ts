import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join, posix, resolve } from "node:path";
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
const doors = globSync("packages/*/package.json", { cwd: values.root }).sort().flatMap(doorsOf);
const current = new Set(doors.map(({ report }) => report));
let changes = 0;

for (const { specifier, types, report } of doors) {
  if (!existsSync(types)) throw new Error(`${types} does not exist; run \`pnpm build\` first`);
  compare(join(reports, report), reportText(specifier, publicFace(types)));
}
for (const left of globSync("*.md", { cwd: reports })) {
  if (!current.has(left)) tell(left, [`no package exports what ${left} records; remove it`]);
}
process.stdout.write(
  changes === 0
    ? `api-report: ${doors.length} public faces are as recorded\n`
    : `api-report: ${changes} differ. If that is meant, run \`pnpm api-report --write\` and let the diff be reviewed.\n`,
);
process.exitCode = changes === 0 ? 0 : 1;

interface Door {
  /** What is imported: `@rcache/core/backend`. */
  readonly specifier: string;
  /** The built declarations. */
  readonly types: string;
  readonly report: string;
}

/** What a package lets others import, by its `exports`. */
function doorsOf(path: string): Door[] {
  const folder = dirname(path);
  const { name, exports } = JSON.parse(readFileSync(join(values.root, path), "utf8"));
  return Object.entries<{ types?: string }>(exports)
    .filter(([, entry]) => entry.types !== undefined)
    .map(([subpath, { types = "" }]) => ({
      specifier: posix.join(name, subpath),
      types: join(values.root, folder, types),
      report: `${posix.join(basename(folder), subpath).replaceAll("/", "-")}.md`,
    }));
}

function compare(path: string, text: string): void {
  const recorded = existsSync(path) ? readFileSync(path, "utf8") : "";
  if (recorded === text) return;
  if (values.write) writeFileSync(path, text);
  else tell(basename(path), changedLines(recorded, text));
}

function tell(name: string, lines: readonly string[]): void {
  changes++;
  process.stderr.write(`${name}\n${lines.map((line) => `  ${line}\n`).join("")}`);
}
