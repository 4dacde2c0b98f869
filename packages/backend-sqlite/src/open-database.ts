import { accessSync, closeSync, constants, existsSync, mkdirSync, openSync, readSync } from "node:fs";
import { dirname } from "node:path";
import { type Awaitable, isRcacheError, RcacheError } from "@rcache/core/backend";
import { createSchema, foreign } from "./create-schema.ts";
import { MEMORY_PATH } from "./database-path.ts";
import type { SqliteDatabase, SqliteDriver } from "./drivers/driver.ts";
import { completeSchema, Rebuilder, type RebuilderOptions } from "./rebuild.ts";
import { APPLICATION_ID } from "./schema.ts";
import { isBusy, isNotADatabase } from "./sqlite-errors.ts";
import { statsAt } from "./stats-at.ts";
import { plantedAt } from "./trusted-place.ts";
import { untilFree } from "./until-free.ts";

/** How a database is opened. */
export interface OpenOptions extends RebuilderOptions {
  readonly driver: SqliteDriver;
  readonly busyTimeoutMs: number;
  readonly wal: boolean;
  readonly fastSave: boolean;
}

const HEADER_BYTES = 100;
const MAGIC = "SQLite format 3\0";

/**
 * Opens the file, or creates it, with the directories on the way. Several processes may do so at once. While another has it locked, it is tried
 * again, and the event loop goes on.
 *
 * @throws RcacheError `RCACHE_FOREIGN_STORE` where it is something else's, which is left as it is; `RCACHE_INVALID_OPTION` where a file stands in
 * the way of a directory; `RCACHE_BACKEND_UNUSABLE` for all else, with the cause
 */
export function openDatabase(options: OpenOptions): Awaitable<SqliteDatabase> {
  const failed = (cause: unknown): never => {
    if (isRcacheError(cause)) throw cause;
    if (isNotADatabase(cause)) throw foreign(options.path, "it is no SQLite database");
    throw unusable(options.path, cause);
  };
  try {
    const opening = untilFree((isLast) => tryToOpen(options, isLast), options.busyTimeoutMs);
    return opening instanceof Promise ? opening.catch(failed) : opening;
  } catch (cause) {
    return failed(cause);
  }
}

function tryToOpen(options: OpenOptions, isLast: boolean): SqliteDatabase {
  let db: SqliteDatabase | undefined;
  try {
    if (options.path !== MEMORY_PATH) prepareFile(options.path);
    db = options.driver.open(options.path);
    prepareDatabase(db, options, isLast);
    // Again: by now SQLite has opened what it found beside the file, or made it.
    if (options.path !== MEMORY_PATH) checkOwner(options.path);
    return db;
  } catch (cause) {
    db?.close();
    throw cause;
  }
}

/** The error for what is neither a wrong option nor somebody else's file. */
export function unusable(path: string, cause: unknown): RcacheError {
  return new RcacheError("RCACHE_BACKEND_UNUSABLE", `${path} cannot be opened: ${String(cause)}`, {
    remedy:
      "Give a path that this process may write to, or use `useTemp` or `useMemory`; a damaged file may be deleted.",
    cause,
  });
}

function prepareFile(path: string): void {
  checkDirectories(dirname(path));
  // Before anything is made: it might be made at the end of somebody's link.
  checkOwner(path);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const stats = statsAt(path);
  if (stats === undefined) {
    createPrivateFile(path);
    return;
  }
  if (!stats.isFile()) throw foreign(path, stats.isDirectory() ? "it is a directory" : "it is no file");
  checkHeader(path);
  accessSync(path, constants.R_OK | constants.W_OK);
}

function checkOwner(path: string): void {
  const why = plantedAt(path);
  if (why !== undefined) throw foreign(path, why);
}

function checkDirectories(path: string): void {
  for (let at = path; ; at = dirname(at)) {
    const stats = statsAt(at);
    if (stats?.isDirectory() === true || (stats === undefined && dirname(at) === at)) break;
    if (stats === undefined) continue;
    throw new RcacheError("RCACHE_INVALID_OPTION", `${at} is a file, so that ${path} cannot be a directory`, {
      remedy: "Give another path, or move that file away.",
    });
  }
}

function createPrivateFile(path: string): void {
  try {
    // SQLite takes over an empty file, and gives the files beside it the same mode.
    closeSync(openSync(path, "wx", 0o600));
  } catch (error) {
    if (!existsSync(path)) throw error;
  }
}

/**
 * Whose file it is, before SQLite sees it: opening somebody else's database may already change it. The id is in the main file from the
 * moment the tables are made. While a journal lies beside it, somebody is making them, or has died so; then SQLite has to say.
 */
function checkHeader(path: string): void {
  let before = "";
  for (;;) {
    if (existsSync(`${path}-journal`)) return;
    const header = readHeader(path);
    if (header.length === 0 || isOurs(header)) return;
    const now = header.toString("latin1");
    if (now === before) throw foreign(path, describe(header));
    before = now;
  }
}

function readHeader(path: string): Buffer {
  const file = openSync(path, "r");
  try {
    const header = Buffer.alloc(HEADER_BYTES);
    return header.subarray(0, readSync(file, header, 0, HEADER_BYTES, 0));
  } finally {
    closeSync(file);
  }
}

function isOurs(header: Buffer): boolean {
  return isSqlite(header) && header.readUInt32BE(68) === APPLICATION_ID;
}

function isSqlite(header: Buffer): boolean {
  return header.length === HEADER_BYTES && header.toString("latin1", 0, MAGIC.length) === MAGIC;
}

function describe(header: Buffer): string {
  return isSqlite(header) ? "it is a SQLite database of another program" : "it is no SQLite database";
}

function prepareDatabase(db: SqliteDatabase, options: OpenOptions, isLast: boolean): void {
  new Rebuilder(db, options).run(() => {
    createSchema(db, options.path);
    configure(db, options, isLast);
  });
}

function configure(db: SqliteDatabase, options: OpenOptions, isLast: boolean): void {
  const mode = setJournalMode(db, options, isLast);
  // Without a write-ahead log, NORMAL may lose more than the last transactions where the power fails.
  const synchronous = mode === "wal" ? "NORMAL" : "FULL";
  db.pragma(`synchronous = ${options.fastSave ? "OFF" : synchronous}`);
  db.pragma("wal_autocheckpoint = 1000");
  db.pragma("journal_size_limit = 67108864");
  db.pragma("cache_size = -16384");
  completeSchema(db, options);
}

/** Changing the mode needs the file alone. */
function setJournalMode(db: SqliteDatabase, options: OpenOptions, isLast: boolean): unknown {
  const wanted = options.wal ? "wal" : "delete";
  const mode = db.pragma("journal_mode");
  if (mode === wanted || options.path === MEMORY_PATH) return mode;
  try {
    return db.pragma(`journal_mode = ${wanted}`);
  } catch (error) {
    // The other mode is as right, only slower: it stays until somebody has the file alone.
    if (isLast && isBusy(error)) return mode;
    throw error;
  }
}
