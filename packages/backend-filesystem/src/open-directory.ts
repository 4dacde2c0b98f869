import { accessSync, constants, existsSync, mkdirSync, readdirSync, renameSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { type BackendHost, isRcacheError, RcacheError } from "@rcache/core/backend";
import { DIRECTORY_MODE, namesIn, readBeginning, removeFile, spoolSmallFile } from "./files.ts";
import type { Layout } from "./layout.ts";
import { isOfDeadWriter } from "./writers.ts";

const FORMAT = 1;
const MARKER = `${JSON.stringify({ rcache: "filesystem", format: FORMAT })}\n`;
/** What another process is just about to name `rcache.json`. */
const OURS = ".rcache-";

/**
 * Makes the directory, with those on the way, or looks whose it is. Several processes may do so at once.
 *
 * @throws RcacheError `RCACHE_FOREIGN_STORE` where it is something else's, which is left as it is; `RCACHE_INVALID_OPTION` where a file stands in
 * the way; `RCACHE_BACKEND_UNUSABLE` for all else, with the cause
 */
export function openDirectory(layout: Layout, host: BackendHost, isShared: boolean): void {
  try {
    makeDirectory(layout.root);
    warnIfOpen(layout.root, host, isShared);
    checkMarker(layout);
    for (const path of [layout.entries, layout.epochs, layout.leases, layout.tmp]) {
      mkdirSync(path, { recursive: true, mode: DIRECTORY_MODE });
      accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
    }
    removeLeftovers(layout);
  } catch (cause) {
    if (isRcacheError(cause)) throw cause;
    throw new RcacheError("RCACHE_BACKEND_UNUSABLE", `${layout.root} cannot be used: ${String(cause)}`, {
      remedy: "Give a directory that this process may write to, or use `useTemp`.",
      cause,
    });
  }
}

function makeDirectory(path: string): void {
  for (let at = path; ; at = dirname(at)) {
    // Not by `throwIfNoEntry`: below a file, Bun and Deno throw nevertheless.
    const stats = existsSync(at) ? statSync(at) : undefined;
    if (stats?.isDirectory() === true || (stats === undefined && dirname(at) === at)) break;
    if (stats === undefined) continue;
    throw new RcacheError("RCACHE_INVALID_OPTION", `${at} is a file, so that ${path} cannot be a directory`, {
      remedy: "Give another path, or move that file away.",
    });
  }
  mkdirSync(path, { recursive: true, mode: DIRECTORY_MODE });
}

/** What a process was writing when it was killed: nobody else would remove it before a sweep. */
function removeLeftovers({ root, tmp }: Layout): void {
  for (const directory of [root, tmp]) {
    for (const name of namesIn(directory)) if (isOfDeadWriter(name)) removeFile(join(directory, name));
  }
}

/** A directory that others may write to can be given other files by them, or have been made by them. */
function warnIfOpen(root: string, host: BackendHost, isShared: boolean): void {
  const stats = statSync(root);
  const user = process.getuid?.();
  if (isShared && user !== undefined && stats.uid !== user) {
    throw foreign(root, `it belongs to the user ${stats.uid}, and stands where everybody may write`);
  }
  if (process.platform === "win32" || (stats.mode & 0o022) === 0) return;
  host.report({
    kind: "warning",
    code: "RCACHE_OPEN_DIRECTORY",
    message: `other users may write to ${root}`,
    remedy: `Remove their access: chmod 700 ${root}`,
  });
}

function checkMarker(layout: Layout): void {
  const marker = readBeginning(layout.marker, 1024)?.bytes.toString("utf8");
  if (marker !== undefined) {
    checkFormat(layout.root, marker);
    return;
  }
  const others = readdirSync(layout.root).filter((name) => !name.startsWith(OURS) && name !== "rcache.json");
  // Whoever is quicker has the marker there before its directories.
  if (others.length > 0 && readBeginning(layout.marker) === undefined)
    throw foreign(layout.root, `it has other files, such as ${JSON.stringify(others[0])}`);
  renameSync(spoolSmallFile(layout.root, MARKER, OURS), layout.marker);
}

function checkFormat(root: string, marker: string): void {
  let format: unknown;
  try {
    const parsed: unknown = JSON.parse(marker);
    if (typeof parsed === "object" && parsed !== null && "rcache" in parsed && "format" in parsed)
      format = parsed.rcache === "filesystem" ? parsed.format : undefined;
  } catch {
    // Not ours: it has no format.
  }
  if (format === FORMAT) return;
  const why =
    format === undefined
      ? "its rcache.json says something else"
      : `its format is ${String(format)}, this program knows ${FORMAT}`;
  throw foreign(root, why);
}

function foreign(root: string, why: string): RcacheError {
  return new RcacheError("RCACHE_FOREIGN_STORE", `${root} is not a cache of this version: ${why}`, {
    remedy: "Give another `directory` or `cacheName`, or move the files away. They were left as they are.",
  });
}
