import { hostname } from "node:os";
import type { Instant } from "@rcache/core/backend";
import type { Connection } from "./connection.ts";
import type { SqliteDatabase, SqliteStatement } from "./drivers/driver.ts";

/** What a row of a body takes: a reader needs so much memory. */
export const CHUNK_BYTES = 262_144;
/** A chunk's id is its body's number times this, plus its place: 256 GiB a body. */
const CHUNKS_A_BODY = 1_048_576;
/** So much of bodies stays in SQLite's own cache. */
const MOST_CACHED_BYTES = 4_194_304;
/** 16 MiB: what a slice of removal may cost. */
const CHUNKS_REMOVED_AT_ONCE = 64;
/** A reader of another process has so long to come to the end of a body whose record is gone. */
const GRACE_MS = 3_600_000;

/** Of `committed`: not yet; whole; whole, and its record is gone. */
const UNFINISHED = 0;
const RELEASED = 2;

export interface BodyRow {
  readonly number: number;
  readonly bytes: number;
  readonly committed: number;
  /** What its chunks have together. */
  readonly stored: number;
}

interface BodyStatements {
  readonly create: SqliteStatement<[string, Instant]>;
  readonly sign: SqliteStatement<[number, string, number]>;
  readonly finish: SqliteStatement<[number]>;
  readonly writers: SqliteStatement<[string], number>;
  readonly giveUp: SqliteStatement<[string, number]>;
  readonly spare: SqliteStatement<[Instant, number], { readonly number: number; readonly id: string }>;
  readonly nobodysBytes: SqliteStatement<[], number>;
  readonly commit: SqliteStatement<[number, number]>;
  readonly find: SqliteStatement<[string], BodyRow>;
  readonly keep: SqliteStatement<[Instant, string]>;
  readonly own: SqliteStatement<[string]>;
  readonly release: SqliteStatement<[Instant, string]>;
  readonly nobodys: BodyStatements["spare"];
  readonly hide: SqliteStatement<[number, number]>;
  readonly remove: SqliteStatement<[number]>;
  readonly grow: SqliteStatement<[number, number]>;
  readonly add: SqliteStatement<[number, Uint8Array]>;
  readonly chunk: SqliteStatement<[number], Buffer<ArrayBuffer>>;
  readonly removeChunks: SqliteStatement<[number, number, number]>;
}

function prepare(db: SqliteDatabase): BodyStatements {
  return {
    create: db.prepare("INSERT INTO bodies (id, bytes, committed, owned, keep_until) VALUES (?, 0, 0, 0, ?)"),
    sign: db.prepare("INSERT OR REPLACE INTO writers VALUES (?, ?, ?)"),
    finish: db.prepare("DELETE FROM writers WHERE body = ?"),
    writers: db.prepare("SELECT DISTINCT pid FROM writers WHERE host = ?", "first"),
    giveUp: db.prepare(
      `UPDATE bodies SET keep_until = 0
       WHERE committed = ${UNFINISHED} AND number IN (SELECT body FROM writers WHERE host = ? AND pid = ?)`,
    ),
    spare: db.prepare(
      `SELECT number, id FROM bodies WHERE owned = 0 AND (committed = ${RELEASED} OR keep_until <= ?) ORDER BY keep_until LIMIT ?`,
    ),
    nobodysBytes: db.prepare("SELECT coalesce(sum(bytes), 0) FROM bodies WHERE owned = 0", "first"),
    commit: db.prepare("UPDATE bodies SET bytes = ?, committed = 1 WHERE number = ?"),
    // SQLite reads a length from the head of a row: of the chunks themselves, no page is read.
    find: db.prepare(
      `SELECT number, bytes, committed, (
         SELECT coalesce(sum(length(data)), 0) FROM chunks
         WHERE chunks.id BETWEEN number * ${CHUNKS_A_BODY} AND (number + 1) * ${CHUNKS_A_BODY} - 1
       ) AS stored FROM bodies WHERE id = ?`,
    ),
    keep: db.prepare("UPDATE bodies SET keep_until = max(keep_until, ?) WHERE id = ? AND committed > 0"),
    own: db.prepare("UPDATE bodies SET owned = 1, committed = min(committed, 1) WHERE id = ?"),
    release: db.prepare(
      `UPDATE bodies SET owned = 0, committed = ${RELEASED}, keep_until = max(keep_until, ?)
       WHERE id = ? AND NOT EXISTS (SELECT 1 FROM records WHERE body_id = bodies.id)`,
    ),
    nobodys: db.prepare(
      "SELECT number, id FROM bodies WHERE owned = 0 AND keep_until <= ? ORDER BY keep_until LIMIT ?",
    ),
    hide: db.prepare(
      "UPDATE bodies SET committed = 0, owned = 0, keep_until = 0, bytes = max(0, bytes - ?) WHERE number = ?",
    ),
    remove: db.prepare("DELETE FROM bodies WHERE number = ?"),
    grow: db.prepare("UPDATE bodies SET bytes = bytes + ? WHERE number = ?"),
    add: db.prepare("INSERT INTO chunks VALUES (?, ?)"),
    chunk: db.prepare("SELECT data FROM chunks WHERE id = ?", "first"),
    removeChunks: db.prepare(
      "DELETE FROM chunks WHERE id IN (SELECT id FROM chunks WHERE id >= ? AND id < ? LIMIT ?)",
    ),
  };
}

/** The rows of bodies and of their chunks of 256 KiB. Whatever writes has to be inside of a transaction. */
export class BodyRows {
  readonly #connection: Connection;
  readonly #sql: BodyStatements;
  /** How many readers and writers of this process are in the middle of a body, by its id. */
  readonly #inUse = new Map<string, number>();
  /** Bodies of this process that nobody has asked about yet. */
  readonly #refused = new Set<string>();
  readonly #host = hostname();
  /** Since SQLite was last told to let go of pages. */
  #passedBytes = 0;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#sql = prepare(connection.db);
  }

  /** @returns its number */
  create(id: string, keepUntilMs: Instant): number {
    const number = Number(this.#sql.create.run(id, keepUntilMs).lastInsertRowid);
    this.#sql.sign.run(number, this.#host, process.pid);
    return number;
  }

  find(id: string): BodyRow | undefined {
    return this.#sql.find.get(id);
  }

  chunk(number: number, place: number): Buffer<ArrayBuffer> | undefined {
    const chunk = this.#sql.chunk.get(number * CHUNKS_A_BODY + place);
    this.#passed(chunk?.byteLength ?? 0);
    return chunk;
  }

  /** @returns false where the body was swept meanwhile: nobody would ever remove what is written for it now */
  add(number: number, place: number, piece: Uint8Array): boolean {
    if (this.#sql.grow.run(piece.byteLength, number).changes === 0) return false;
    this.#sql.add.run(number * CHUNKS_A_BODY + place, piece);
    this.#passed(piece.byteLength);
    return true;
  }

  /** SQLite keeps the pages that it has read and written, up to the size of its cache: those of a body nobody reads again soon. */
  #passed(bytes: number): void {
    this.#passedBytes += bytes;
    if (this.#passedBytes < MOST_CACHED_BYTES) return;
    this.#passedBytes = 0;
    this.#connection.db.pragma("shrink_memory");
  }

  /** @returns false where the body was swept meanwhile */
  commit(number: number, bytes: number): boolean {
    this.#sql.finish.run(number);
    return this.#sql.commit.run(bytes, number).changes > 0;
  }

  keep(id: string, untilMs: Instant): boolean {
    return this.#sql.keep.run(untilMs, id).changes > 0;
  }

  /** A record names it. */
  own(id: string): void {
    this.#sql.own.run(id);
  }

  /** A record names it no longer. Whoever is reading it may come to the end. */
  release(id: string): void {
    this.#sql.release.run(this.#connection.nowMs() + GRACE_MS, id);
  }

  /** Lets go of every body; sweeping removes what is not being read. */
  disown(): void {
    this.#connection.db.exec("UPDATE bodies SET owned = 0, keep_until = 0");
  }

  /** One that nobody owns, whose time is over. */
  nobodys(): number | undefined {
    return this.#unused(this.#sql.nobodys);
  }

  /** One that nobody owns and nobody is about to: readers of other processes may be in the middle of it. */
  spare(): number | undefined {
    return this.#unused(this.#sql.spare);
  }

  #unused(bodies: BodyStatements["spare"]): number | undefined {
    // Of one more than are in use, one is not.
    const found = bodies.all(this.#connection.nowMs(), this.#inUse.size + 1);
    return found.find(({ id }) => !this.#inUse.has(id))?.number;
  }

  /** What bodies take that no record counts. */
  nobodysBytes(): number {
    return this.#sql.nobodysBytes.get() ?? 0;
  }

  /** Processes of this machine that were writing bodies and are no more. */
  deadWriters(): readonly number[] {
    return this.#sql.writers.all(this.#host).filter((pid) => !isAlive(pid));
  }

  /** Lets go of what a process has not finished. */
  giveUp(pid: number): void {
    this.#sql.giveUp.run(this.#host, pid);
  }

  /** Removes it, or a part of it, so that it can be read no longer. */
  removeSlice(number: number): "part" | "whole" {
    const first = number * CHUNKS_A_BODY;
    const { changes } = this.#sql.removeChunks.run(first, first + CHUNKS_A_BODY, CHUNKS_REMOVED_AT_ONCE);
    if (changes === CHUNKS_REMOVED_AT_ONCE) {
      this.#sql.hide.run(changes * CHUNK_BYTES, number);
      return "part";
    }
    this.#sql.finish.run(number);
    this.#sql.remove.run(number);
    return "whole";
  }

  /** There is no room for it: a record that names it is too large. */
  refuse(id: string): void {
    this.#refused.add(id);
  }

  /** Answers once. */
  wasRefused(id: string): boolean {
    return this.#refused.delete(id);
  }

  /** Somebody of this process begins to read or to write it. */
  begin(id: string): void {
    this.#inUse.set(id, (this.#inUse.get(id) ?? 0) + 1);
  }

  end(id: string): void {
    const left = (this.#inUse.get(id) ?? 1) - 1;
    if (left === 0) this.#inUse.delete(id);
    else this.#inUse.set(id, left);
  }
}

function isAlive(pid: number): boolean {
  try {
    // Signal 0 only asks.
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && "code" in error && error.code === "ESRCH");
  }
}
