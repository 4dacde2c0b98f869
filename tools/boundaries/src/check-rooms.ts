import { coreFolder } from "./arrows.ts";
import type { SourceFile, Violation } from "./source-file.ts";

/** What one looks through to find the place of a change. */
const MOST_FILES = 12;

/** Folders of core that hold too many files to look through, tests not counted. */
export function checkRooms(files: readonly SourceFile[]): Violation[] {
  const counts = new Map<string, number>();
  for (const file of files) {
    const folder = file.isTest ? undefined : coreFolder(file.path);
    if (folder !== undefined) counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return [...counts]
    .filter(([, count]) => count > MOST_FILES)
    .map(([folder, count]) => ({
      path: `packages/core/src/${folder}`,
      line: 1,
      message: `core/${folder} has ${count} files, at most ${MOST_FILES} are allowed; divide it into rooms`,
    }));
}
