import { realpathSync, type Stats, statSync } from "node:fs";
import { dirname } from "node:path";
import type { BackendHost } from "@rcache/core/backend";
import { statsAt } from "./stats-at.ts";

/** What SQLite reads besides the file: whoever can plant one of them decides what stands in the database. */
const BESIDE = ["", "-journal", "-wal", "-shm"];
const OTHERS_MAY_WRITE = 0o022;

/**
 * Why files at a path may be somebody else's: where others may write, they can plant a database, or a link to another file, which would be
 * served as ours. Elsewhere, whoever could do so may do anything to us already.
 *
 * @returns a sentence; undefined where there is nothing to say against it, or the system has no users
 */
export function plantedAt(path: string): string | undefined {
  const user = process.getuid?.();
  if (user === undefined) return undefined;
  const directory = dirname(path);
  return (
    directoryOfOthers(directory, user) ??
    (exists(directory) ? directoryOfOthers(realpathSync(directory), user) : undefined) ??
    (isOpen(directory) ? fileOfOthers(path, user) : undefined)
  );
}

/** Tells of a directory in which everybody may take files away and put others in their place. */
export function warnOfEverybody(path: string, host: BackendHost): void {
  const directory = dirname(path);
  if (process.getuid === undefined || (statSync(directory).mode & 0o1002) !== 0o002) return;
  host.report({
    kind: "warning",
    code: "RCACHE_OPEN_DIRECTORY",
    message: `other users may replace files in ${directory}`,
    remedy: `Remove their access: chmod 700 ${directory}`,
  });
}

/** A directory on the way that another user has put where everybody may put one. */
function directoryOfOthers(path: string, user: number): string | undefined {
  for (let at = path; dirname(at) !== at; at = dirname(at)) {
    const stats = statsAt(at, "link");
    if (stats === undefined || stats.uid === user || stats.uid === 0 || !isOpen(dirname(at))) continue;
    return `${at} belongs to the user ${stats.uid}, and stands where others may write`;
  }
  return undefined;
}

function fileOfOthers(path: string, user: number): string | undefined {
  for (const end of BESIDE) {
    const stats = statsAt(path + end, "link");
    const why = stats && whyNotOurs(stats, user);
    if (why !== undefined)
      return `${end === "" ? "it" : path + end} ${why}, and stands where others may write`;
  }
  return undefined;
}

function whyNotOurs(stats: Stats, user: number): string | undefined {
  if (stats.isSymbolicLink()) return "is a link";
  if (stats.uid !== user) return `belongs to the user ${stats.uid}`;
  return isWritable(stats) ? "can be written to by others" : undefined;
}

function isOpen(directory: string): boolean {
  const stats = statsAt(directory);
  return stats !== undefined && isWritable(stats);
}

function isWritable({ mode }: Stats): boolean {
  return (mode & OTHERS_MAY_WRITE) !== 0;
}

function exists(path: string): boolean {
  return statsAt(path) !== undefined;
}
