import { posix } from "node:path";
import { NEUTRAL_ENTRIES } from "./arrows.ts";
import type { SourceFile, Violation } from "./source-file.ts";

type Graph = ReadonlyMap<string, SourceFile>;

/** What only the whole graph shows: rings of imports (in core of types too), and `node:` modules behind an entry that must not need them. */
export function checkGraph(files: readonly SourceFile[]): Violation[] {
  const graph = new Map(files.filter((file) => !file.isTest).map((file) => [file.path, file]));
  return [...importRings(graph), ...NEUTRAL_ENTRIES.flatMap((entry) => nodeBehind(graph, entry))];
}

interface Target {
  readonly target: string;
  readonly line: number;
}

function targetsOf(file: SourceFile, withTypes: boolean): Target[] {
  return file.imports
    .filter((line) => (withTypes || !line.typeOnly) && line.specifier.startsWith("."))
    .map((line) => ({ target: posix.join(posix.dirname(file.path), line.specifier), line: line.line }));
}

/** Each ring once, told at the import that closes it. */
function importRings(graph: Graph): Violation[] {
  const violations: Violation[] = [];
  const done = new Set<string>();
  const visit = (path: string, above: readonly string[]): void => {
    const file = graph.get(path);
    if (!file || done.has(path)) return;
    const trail = [...above, path];
    for (const { target, line } of targetsOf(file, file.workspace === "packages/core")) {
      const start = trail.indexOf(target);
      if (start < 0) {
        visit(target, trail);
        continue;
      }
      const ring = [...trail.slice(start), target].map((each) => posix.basename(each)).join(" → ");
      violations.push({ path, line, message: `imports in a ring: ${ring}` });
    }
    done.add(path);
  };
  for (const path of graph.keys()) visit(path, []);
  return violations;
}

function nodeBehind(graph: Graph, entry: string): Violation[] {
  const violations: Violation[] = [];
  const seen = new Set<string>();
  const queue = [entry];
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    const file = graph.get(path);
    if (!file || seen.has(path)) continue;
    seen.add(path);
    for (const line of file.imports) {
      if (line.typeOnly || !line.specifier.startsWith("node:")) continue;
      const message = `${line.specifier} is behind ${entry}, which also runs where there is no Node`;
      violations.push({ path, line: line.line, message });
    }
    queue.push(...targetsOf(file, false).map(({ target }) => target));
  }
  return violations;
}
