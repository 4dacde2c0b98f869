import { posix } from "node:path";
import { CORE_FOLDERS, coreFolder, DOORS, PACKAGES } from "./arrows.ts";
import type { ImportLine, SourceFile, Violation } from "./source-file.ts";

/** Imports that no arrow allows: out of the workspace, into another package's files, along a missing arrow, of Node where there may be none. */
export function checkImports(file: SourceFile): Violation[] {
  const violations: Violation[] = [];
  for (const line of file.imports) {
    const message = line.specifier.startsWith(".") ? relativeProblem(file, line) : bareProblem(file, line);
    if (message) violations.push({ path: file.path, line: line.line, message });
  }
  return violations;
}

function relativeProblem(file: SourceFile, line: ImportLine): string | undefined {
  const target = posix.join(posix.dirname(file.path), line.specifier);
  if (!target.startsWith(`${file.workspace}/`)) {
    return `${line.specifier} leaves ${file.workspace}; import the package by its name`;
  }
  return file.workspace === "packages/core" ? coreFolderProblem(file, line, target) : undefined;
}

function coreFolderProblem(file: SourceFile, line: ImportLine, target: string): string | undefined {
  const from = coreFolder(file.path);
  const to = coreFolder(target);
  if (file.isTest || from === undefined || from === to) return undefined;
  if (to === undefined) return `core/${from} imports core's entry; import the file that defines the name`;
  const arrows = CORE_FOLDERS[from];
  if (!arrows) return `core/${from} is not in the table of folders (tools/boundaries/src/arrows.ts)`;
  if (isAmong(arrows.imports, to)) return undefined;
  if (!isAmong(arrows.types, to)) return `core/${from} may not import core/${to}`;
  return line.typeOnly ? undefined : `core/${from} may import only types from core/${to}`;
}

/** Whether a folder is named, alone or with the rooms around it. */
function isAmong(names: readonly string[], folder: string): boolean {
  const [house] = folder.split("/", 1);
  return names.includes(folder) || names.includes(`${house}/*`);
}

function bareProblem(file: SourceFile, line: ImportLine): string | undefined {
  const { specifier } = line;
  const sibling = /^@rcache\/(?!.*\/package\.json$)(.+)$/.exec(specifier)?.[1];
  if (sibling?.includes("/") && !DOORS.has(sibling)) {
    return `${specifier} reaches into a package; import what its index exports`;
  }
  const name = file.workspace.startsWith("packages/") ? file.workspace.slice("packages/".length) : undefined;
  if (name === undefined) return undefined;
  const arrows = PACKAGES[name];
  if (!arrows) return `${file.workspace} is not in the table of packages (tools/boundaries/src/arrows.ts)`;
  if (file.isTest) return testProblem(file, name, sibling, specifier);
  if (sibling !== undefined) {
    return arrows.imports.includes(sibling) ? undefined : `@rcache/${name} may not import @rcache/${sibling}`;
  }
  if (name === "core") return `@rcache/core imports ${specifier}; it depends on nothing`;
  if (arrows.neutral && specifier.startsWith("node:")) {
    return `@rcache/${name} imports ${specifier}; it also runs where there is no Node`;
  }
  return undefined;
}

/** Tests of these packages run in Chromium too, unless their name says that they need Node. */
const BROWSER_TESTED: ReadonlySet<string> = new Set(["core", "fetch", "backend-memory"]);

function testProblem(
  file: SourceFile,
  name: string,
  sibling: string | undefined,
  specifier: string,
): string | undefined {
  if (name === "core" && sibling !== undefined) {
    return `core's tests may not import @rcache/${sibling}, which depends on core; such tests live in tests/`;
  }
  const inBrowser = BROWSER_TESTED.has(name) && /(?<!\.node)\.test\.ts$/.test(file.path);
  if (inBrowser && specifier.startsWith("node:")) {
    return `${specifier} in a test that also runs in a browser; name it *.node.test.ts`;
  }
  return undefined;
}
