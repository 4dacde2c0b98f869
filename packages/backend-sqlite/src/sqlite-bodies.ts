import type { Address, BodyRef, BodyStore, BodyWriter, Chunks, Instant } from "@rcache/core/backend";
import type { Database, Statement } from "better-sqlite3";
import type { Connection } from "./connection.ts";
import { plain } from "./record-rows.ts";

const CHUNK_BYTES = 262_144;
/** A chunk's id is its body's number times this, plus its place: 256 GiB a body. */
const CHUNKS_A_BODY = 1_048_576;
/** 16 MiB: what a slice of removal may cost. */
const CHUNKS_REMOVED_AT_ONCE = 64;
/** A reader of another process has so long to come to the end of a body whose record is gone. */
const GRACE_MS = 3_600_000;

interface BodyRow {
  readonly number: number;
  readonly bytes: number;
  readonly committed: number;
}

interface BodyStatements {
  readonly create: Statement<[string, Instant]>;
  readonly commit: Statement<[number, number]>;
  readonly find: Statement<[string], BodyRow>;
  readonly keep: Statement<[Instant, string]>;
  readonly own: Statement<[string]>;
  readonly release: Statement<[Instant, string]>;
  readonly nobodys: Statement<[Instant], { readonly number: number; readonly id: string }>;
  readonly hide: Statement<[number]>;
  readonly remove: Statement<[number]>;
  readonly add: Statement<[number, Uint8Array, number]>;
  readonly chunk: Statement<[number], Buffer<ArrayBuffer>>;
  readonly removeChunks: Statement<[number, number, number]>;
}

function prepare(db: Database): BodyStatements {
  return {
    create: db.prepare("INSERT INTO bodies (id, bytes, committed, owned, keep_until) VALUES (?, 0, 0, 0, ?)"),
    commit: db.prepare("UPDATE bodies SET bytes = ?, committed = 1 WHERE number = ?"),
    find: db.prepare("SELECT number, bytes, committed FROM bodies WHERE id = ?"),
    keep: db.prepare("UPDATE bodies SET keep_until = max(keep_until, ?) WHERE id = ? AND committed = 1"),
    own: db.prepare("UPDATE bodies SET owned = 1 WHERE id = ?"),
    release: db.prepare(
      `UPDATE bodies SET owned = 0, keep_until = max(keep_until, ?)
       WHERE id = ? AND NOT EXISTS (SELECT 1 FROM records WHERE body_id = bodies.id)`,
    ),
    nobodys: db.prepare(
      "SELECT number, id FROM bodies WHERE owned = 0 AND keep_until <= ? ORDER BY keep_until",
    ),
    hide: db.prepare("UPDATE bodies SET committed = 0, owned = 0, keep_until = 0 WHERE number = ?"),
    remove: db.prepare("DELETE FROM bodies WHERE number = ?"),
    // Nothing is written for a body that was swept meanwhile: nobody would ever remove it.
    add: db.prepare("INSERT INTO chunks SELECT ?, ? FROM bodies WHERE number = ?"),
    chunk: db.prepare<[number], Buffer<ArrayBuffer>>("SELECT data FROM chunks WHERE id = ?").pluck(),
    removeChunks: db.prepare(
      "DELETE FROM chunks WHERE id IN (SELECT id FROM chunks WHERE id >= ? AND id < ? LIMIT ?)",
    ),
  };
}

/** Bodies as rows of 256 KiB, each written in a transaction of its own, so that nobody waits for a long one. */
export class SqliteBodies implements BodyStore {
  readonly #connection: Connection;
  readonly #sql: BodyStatements;
  /** How many readers and writers of this process are in the middle of a body, by its id. */
  readonly #inUse = new Map<string, number>();

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#sql = prepare(connection.db);
  }

  create(_at: Address, id: string, keepUntilMs: Instant): BodyWriter {
    const number = Number(this.#sql.create.run(id, keepUntilMs).lastInsertRowid);
    this.#begin(id);
    const block = Buffer.allocUnsafeSlow(CHUNK_BYTES);
    let filled = 0;
    let chunks = 0;
    const save = (): void => {
      if (filled === 0) return;
      const piece = block.subarray(0, filled);
      if (this.#sql.add.run(number * CHUNKS_A_BODY + chunks, piece, number).changes === 0) throw swept(id);
      chunks += 1;
      filled = 0;
    };
    return {
      write: (chunk) => {
        for (let at = 0; at < chunk.byteLength; ) {
          const piece = chunk.subarray(at, at + CHUNK_BYTES - filled);
          block.set(piece, filled);
          filled += piece.byteLength;
          at += piece.byteLength;
          if (filled === CHUNK_BYTES) save();
        }
      },
      commit: () => {
        const bytes = chunks * CHUNK_BYTES + filled;
        this.#connection.write(() => {
          save();
          if (this.#sql.commit.run(bytes, number).changes === 0) throw swept(id);
        });
        this.#end(id);
      },
      abort: () => {
        this.#end(id);
        this.#removeSlice(number);
      },
    };
  }

  open(ref: BodyRef, fromByte = 0): Chunks | undefined {
    const row = this.#sql.find.get(ref.id);
    if (row === undefined || row.committed === 0 || row.bytes < ref.bytes) return undefined;
    return this.#read(ref.id, row, fromByte);
  }

  keep(ref: BodyRef, untilMs: Instant): boolean {
    return this.#sql.keep.run(untilMs, ref.id).changes > 0;
  }

  /** A record names it. */
  own(id: string): void {
    this.#sql.own.run(id);
  }

  /** A record names it no longer. Whoever is reading it may come to the end. */
  release(id: string): void {
    this.#sql.release.run(this.#connection.nowMs() + GRACE_MS, id);
  }

  /** Removes one body that nobody owns, or a part of it. */
  sweep(): "nothing" | "part" | "whole" {
    const number = this.#nobodys();
    return number === undefined ? "nothing" : this.#removeSlice(number);
  }

  /** Whether there is anything left for `sweep`. */
  canSweep(): boolean {
    return this.#nobodys() !== undefined;
  }

  /** Lets go of every body; sweeping removes what is not being read. */
  disown(): void {
    this.#connection.db.exec("UPDATE bodies SET owned = 0, keep_until = 0");
  }

  #nobodys(): number | undefined {
    for (const { number, id } of this.#sql.nobodys.iterate(this.#connection.nowMs())) {
      if (!this.#inUse.has(id)) return number;
    }
    return undefined;
  }

  #removeSlice(number: number): "part" | "whole" {
    return this.#connection.write(() => {
      const first = number * CHUNKS_A_BODY;
      const { changes } = this.#sql.removeChunks.run(first, first + CHUNKS_A_BODY, CHUNKS_REMOVED_AT_ONCE);
      if (changes < CHUNKS_REMOVED_AT_ONCE) this.#sql.remove.run(number);
      else this.#sql.hide.run(number);
      return changes < CHUNKS_REMOVED_AT_ONCE ? "whole" : "part";
    });
  }

  async *#read(id: string, { number, bytes }: BodyRow, fromByte: number): Chunks {
    this.#begin(id);
    try {
      for (let at = fromByte; at < bytes; ) {
        const place = Math.floor(at / CHUNK_BYTES);
        const skip = at % CHUNK_BYTES;
        const chunk = this.#sql.chunk.get(number * CHUNKS_A_BODY + place);
        if (chunk === undefined || chunk.byteLength <= skip)
          throw new Error(`the body ${id} ends at byte ${at} of ${bytes}`);
        at += chunk.byteLength - skip;
        yield plain(chunk).subarray(skip);
      }
    } finally {
      this.#end(id);
    }
  }

  #begin(id: string): void {
    this.#inUse.set(id, (this.#inUse.get(id) ?? 0) + 1);
  }

  #end(id: string): void {
    const left = (this.#inUse.get(id) ?? 1) - 1;
    if (left === 0) this.#inUse.delete(id);
    else this.#inUse.set(id, left);
  }
}

function swept(id: string): Error {
  return new Error(`the body ${id} was not finished in its time, and was swept`);
}
