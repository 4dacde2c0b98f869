import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { checkGraph } from "./check-graph.ts";
import { checkImports } from "./check-imports.ts";
import { checkManifests, type Manifest } from "./check-manifests.ts";
import { checkPurity } from "./check-purity.ts";
import { checkRooms } from "./check-rooms.ts";
import { readSource, type Violation } from "./source-file.ts";

const SOURCES = ["packages/*/{src,test}/**/*.ts", "{apps,tests,tools}/*/**/*.ts", "docs-site/**/*.ts"];
const LEFT_OUT = [
  "**/node_modules/**",
  "**/dist/**",
  "tools/mutants/**",
  "tools/vitest-report/**",
  "tests/runtimes/**",
  "docs-site/.vitepress/cache/**",
];

/** How many files were read, and every violation in them, sorted by file and line. */
export interface Findings {
  readonly fileCount: number;
  readonly violations: readonly Violation[];
}

/** Reads a checkout and holds every file and manifest against the tables. */
export function findViolations(root: string): Findings {
  const paths = globSync(SOURCES, { cwd: root, exclude: LEFT_OUT }).map((path) => path.replaceAll("\\", "/"));
  const files = paths.map((path) => readSource(path, readFileSync(join(root, path), "utf8")));
  const manifests = manifestsAt(root, "packages/*/package.json");
  const doors = manifestsAt(root, "packages/*/*/package.json");
  const violations = [
    ...files.flatMap(checkImports),
    ...files.flatMap(checkPurity),
    ...checkGraph(files),
    ...checkRooms(files),
    ...checkManifests(manifests, doors),
  ];
  violations.sort((a, b) => a.path.localeCompare(b.path) || a.line - b.line);
  return { fileCount: files.length, violations };
}

/** By folder, seen from `packages`. */
function manifestsAt(root: string, pattern: string): Map<string, Manifest> {
  return new Map(
    globSync(pattern, { cwd: root, exclude: LEFT_OUT }).map((path): [string, Manifest] => [
      path.replaceAll("\\", "/").split("/").slice(1, -1).join("/"),
      JSON.parse(readFileSync(join(root, path), "utf8")),
    ]),
  );
}
