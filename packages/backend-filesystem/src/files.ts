import { randomUUID } from "node:crypto";
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmdirSync,
  statSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Awaitable } from "@rcache/core/backend";
import { writerName } from "./writers.ts";

/** Not through a planted symbolic link, and not waiting for the other end of a planted pipe. Windows has neither. */
export const READ: number = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
export const FILE_MODE = 0o600;
export const DIRECTORY_MODE = 0o700;
/** Where the filesystem's own range of times ends, or near it. */
const LAST_FILE_TIME_MS = 7_258_118_400_000;

/** The beginning of a file. */
export interface Beginning {
  readonly bytes: Buffer<ArrayBuffer>;
  readonly fileBytes: number;
  readonly modifiedAtMs: number;
  readonly identity: FileIdentity;
}

/** What is another where a file was written to, or another has its name. */
export interface FileIdentity {
  readonly ino: number;
  readonly size: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
}

/** As much as a page cache takes in some microseconds. */
const SMALL_BYTES = 65_536;
/** Two readings of one clock. */
const CLOCKS_DIFFER_MS = 5;
/** The filesystem's clock may tick so slowly: what was changed more than once since its last tick bears one time. */
const CLOCK_TICK_MS = 50;

/** Reads a file, or the first `most` bytes of it. Undefined where there is none, or where it is no plain file. */
export function readBeginning(path: string, most: number = Number.POSITIVE_INFINITY): Beginning | undefined {
  const file = ifThere(() => openSync(path, READ));
  if (file === undefined) return undefined;
  try {
    const stats = fstatSync(file);
    if (!stats.isFile()) return undefined;
    const length = Math.min(stats.size, most);
    // A buffer of its own: what is handed out must not be a part of Node's pool.
    const bytes = Buffer.allocUnsafeSlow(length);
    let read = 0;
    while (read < length) {
      const now = readSync(file, bytes, read, length - read, read);
      if (now === 0) break;
      read += now;
    }
    const { ino, size, mtimeMs, ctimeMs } = stats;
    const identity = { ino, size, mtimeMs, ctimeMs };
    return { bytes: bytes.subarray(0, read), fileBytes: size, modifiedAtMs: mtimeMs, identity };
  } finally {
    closeSync(file);
  }
}

/** Whether a file is still what it was. It costs a third of reading it. */
export function isSameFile(path: string, was: FileIdentity): boolean {
  // Of the name itself: a planted symbolic link is another.
  const is = lstatSync(path, { throwIfNoEntry: false });
  return (
    is !== undefined &&
    is.ino === was.ino &&
    is.size === was.size &&
    is.mtimeMs === was.mtimeMs &&
    is.ctimeMs === was.ctimeMs
  );
}

/** Whether a later change of a file would show in its times. By the machine's clock, as the file's are. */
export function isSettled({ ctimeMs }: FileIdentity): boolean {
  return ctimeMs + CLOCK_TICK_MS < Date.now();
}

/** Whether anything has this name. It costs a fraction of the error with which opening what is not there ends. */
export function isThere(path: string): boolean {
  return ifThere(() => lstatSync(path, { throwIfNoEntry: false })) !== undefined;
}

/** Names in a directory; none where there is no directory. */
export function namesIn(directory: string): readonly string[] {
  return ifThere(() => readdirSync(directory)) ?? [];
}

/** When a file was written to, or what stands for that; undefined where there is none. */
export function modifiedAt(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs;
}

/** Whether there was one. */
export function removeFile(path: string): boolean {
  const removed = ifThere(() => {
    unlinkSync(path);
    return true;
  });
  return removed ?? false;
}

/** Where it is empty. */
export function removeDirectory(path: string): void {
  try {
    rmdirSync(path);
  } catch (error) {
    if (!hasCode(error, "ENOENT", "ENOTEMPTY", "EEXIST", "EPERM", "EBUSY", "ENOTDIR")) throw error;
  }
}

/** Makes a directory, with those on the way; false: it was there. */
export function makeDirectory(path: string): boolean {
  return mkdirSync(path, { recursive: true, mode: DIRECTORY_MODE }) !== undefined;
}

/** Moves a file into place, and makes the directory where it is missing. */
export function moveInto(from: string, to: string): void {
  for (let tries = 0; ; tries += 1) {
    try {
      renameSync(from, to);
      return;
    } catch (error) {
      // Somebody may have removed the empty directory in between, but not for ever.
      if (!hasCode(error, "ENOENT") || tries === 3) throw error;
      makeDirectory(dirname(to));
    }
  }
}

/** A file that is being written, under a name that nobody else uses. It says who writes it. */
export function spoolPath(tmp: string): string {
  return join(tmp, `${writerName()}-${randomUUID()}`);
}

/** Writes a small file whole or not at all; it may be lost, but never be half there, where the machine dies. */
export function writeSmallFile(tmp: string, path: string, text: string): void {
  const spool = spoolSmallFile(tmp, text);
  try {
    moveInto(spool, path);
  } catch (error) {
    removeFile(spool);
    throw error;
  }
}

/** A small file that is not in place yet. */
export function spoolSmallFile(tmp: string, content: string | Uint8Array, prefix = ""): string {
  const spool = join(tmp, `${prefix}${writerName()}-${randomUUID()}`);
  const file = openSync(spool, "wx", FILE_MODE);
  try {
    writeFileSync(file, content);
  } catch (error) {
    removeFile(spool);
    throw error;
  } finally {
    closeSync(file);
  }
  return spool;
}

/**
 * Writes a file that is not in place yet. It does not wait for the disk, which takes longer than all the rest: what a loss of power tears is
 * found by the head's checksum and the serializer's, and is a miss. A small one is written at once: handing it to another thread costs more.
 */
export function spoolFile(
  tmp: string,
  bytes: Uint8Array,
  modifiedAtMs: number = Date.now(),
): Awaitable<string> {
  // Where the caller's clock is the machine's, the file has that time anyway.
  const time = Math.abs(modifiedAtMs - Date.now()) > CLOCKS_DIFFER_MS ? fileTime(modifiedAtMs) : undefined;
  if (bytes.byteLength > SMALL_BYTES) return spoolLargeFile(tmp, bytes, time);
  const spool = spoolSmallFile(tmp, bytes);
  if (time !== undefined) utimesSync(spool, time, time);
  return spool;
}

async function spoolLargeFile(tmp: string, bytes: Uint8Array, time: number | undefined): Promise<string> {
  const spool = spoolPath(tmp);
  try {
    await writeFile(spool, bytes, { flag: "wx", mode: FILE_MODE });
    if (time !== undefined) await utimes(spool, time, time);
  } catch (error) {
    removeFile(spool);
    throw error;
  }
  return spool;
}

/** An instant as the filesystem takes it: in seconds. */
export function fileTime(atMs: number): number {
  return Math.min(Math.max(atMs, 0), LAST_FILE_TIME_MS) / 1000;
}

/** Undefined where something on the way is not there, or is a symbolic link or no directory. */
function ifThere<T>(call: () => T): T | undefined {
  try {
    return call();
  } catch (error) {
    if (hasCode(error, "ENOENT", "ELOOP", "ENOTDIR", "ENXIO", "EISDIR", "EMLINK")) return undefined;
    throw error;
  }
}

export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return (
    error instanceof Error && "code" in error && typeof error.code === "string" && codes.includes(error.code)
  );
}
