import {
  type Address,
  type Awaitable,
  type BodyRef,
  type BodyStore,
  type BodyWriter,
  type Chunks,
  type Instant,
  RcacheError,
  turn,
} from "@rcache/core/backend";
import { type BodyRow, type BodyRows, CHUNK_BYTES } from "./body-rows.ts";
import type { Connection } from "./connection.ts";
import { plain } from "./record-rows.ts";
import type { RecordWriter } from "./record-writer.ts";
import { andThen } from "./until-free.ts";
import type { WriteQueue } from "./write-queue.ts";

/** A body that is being written. */
interface Unfinished {
  readonly id: string;
  readonly number: number;
  /** What is not a whole chunk yet. */
  readonly block: Buffer;
  filled: number;
  chunks: number;
  /** There is no room for it: nothing of it is kept, and a record that names it is too large. */
  isRefused: boolean;
}

/** What bodies need of the backend around them. */
export interface BodyParts {
  readonly connection: Connection;
  readonly rows: BodyRows;
  readonly writer: RecordWriter;
  readonly queue: WriteQueue;
}

/** Bodies as rows of 256 KiB, each written in a transaction of its own, so that nobody waits for a long one. */
export class SqliteBodies implements BodyStore {
  readonly #connection: Connection;
  readonly #rows: BodyRows;
  readonly #writer: RecordWriter;
  readonly #queue: WriteQueue;

  constructor({ connection, rows, writer, queue }: BodyParts) {
    this.#connection = connection;
    this.#rows = rows;
    this.#writer = writer;
    this.#queue = queue;
  }

  create(_at: Address, id: string, keepUntilMs: Instant): Awaitable<BodyWriter> {
    const creating = this.#queue.run(() => this.#rows.create(id, keepUntilMs));
    return andThen(creating, (number) => {
      this.#rows.begin(id);
      const block = Buffer.allocUnsafeSlow(CHUNK_BYTES);
      const body: Unfinished = { id, number, block, filled: 0, chunks: 0, isRefused: false };
      return {
        write: (chunk) => this.#take(body, chunk),
        commit: () => this.#commit(body),
        abort: () => {
          this.#rows.end(id);
          this.#rows.wasRefused(id);
          return body.isRefused ? undefined : this.#remove(number);
        },
      };
    });
  }

  open(ref: BodyRef, fromByte = 0): Awaitable<Chunks | undefined> {
    const finding = this.#connection.read(() => this.#rows.find(ref.id));
    return andThen(finding, (row) => {
      if (row === undefined || row.committed === 0) return undefined;
      if (row.bytes !== ref.bytes || row.stored !== ref.bytes) return undefined;
      return this.#read(ref.id, row, fromByte);
    });
  }

  keep(ref: BodyRef, untilMs: Instant): Awaitable<boolean> {
    return this.#queue.run(() => this.#rows.keep(ref.id, untilMs));
  }

  /**
   * Removes what processes that were killed have left, and what was to be swept since. Where another process is writing, that waits, but
   * nobody waits for it.
   */
  removeLeftovers(): Awaitable<void> {
    try {
      const dead = this.#connection.read(() => this.#rows.deadWriters());
      const removing = andThen(dead, (pids) => andThen(this.#giveUp(pids), () => this.#sweepAll()));
      // What cannot be removed now is removed by a sweep, or when the file is opened again.
      const removed = removing instanceof Promise ? removing.catch(() => undefined) : undefined;
      return this.#queue.isEmpty ? removed : undefined;
    } catch {
      return undefined;
    }
  }

  #giveUp(pids: readonly number[]): Awaitable<void> {
    if (pids.length === 0) return undefined;
    return this.#queue.run(() => {
      for (const pid of pids) this.#rows.giveUp(pid);
    });
  }

  #sweepAll(): Awaitable<void> {
    return andThen(this.sweep(), (swept) =>
      swept === "nothing" ? undefined : turn().then(() => this.#sweepAll()),
    );
  }

  /** Removes one body that nobody owns, or a part of it. */
  sweep(): Awaitable<"nothing" | "part" | "whole"> {
    return andThen(
      this.#connection.read(() => this.#rows.nobodys()),
      (number) => (number === undefined ? "nothing" : this.#removeSlice(number)),
    );
  }

  /** Whether there is anything left for `sweep`. */
  canSweep(): Awaitable<boolean> {
    return this.#connection.read(() => this.#rows.nobodys() !== undefined);
  }

  /** Lets go of every body; sweeping removes what is not being read. */
  disown(): Awaitable<void> {
    return this.#queue.run(() => this.#rows.disown());
  }

  #take(body: Unfinished, chunk: Uint8Array): Awaitable<void> {
    for (let at = 0; at < chunk.byteLength && !body.isRefused; ) {
      const piece = chunk.subarray(at, at + CHUNK_BYTES - body.filled);
      body.block.set(piece, body.filled);
      body.filled += piece.byteLength;
      at += piece.byteLength;
      if (body.filled < CHUNK_BYTES) break;
      const saving = this.#save(body);
      if (saving instanceof Promise) return saving.then(() => this.#take(body, chunk.subarray(at)));
    }
    return undefined;
  }

  #save(body: Unfinished): Awaitable<void> {
    return andThen(
      this.#queue.run(() => this.#add(body)),
      (hasRoom) => {
        if (!hasRoom) return this.#refuse(body);
        body.chunks += 1;
        body.filled = 0;
        return undefined;
      },
    );
  }

  #commit(body: Unfinished): Awaitable<void> {
    const committing = this.#queue.run(() => {
      if (body.isRefused || (body.filled > 0 && !this.#add(body))) return false;
      if (!this.#rows.commit(body.number, bytesOf(body))) throw swept(body.id);
      return true;
    });
    return andThen(committing, (hasRoom) => {
      this.#rows.end(body.id);
      return hasRoom ? undefined : this.#refuse(body);
    });
  }

  /** @returns false where there is no room */
  #add(body: Unfinished): boolean {
    const { id, number, chunks, block, filled } = body;
    if (!this.#writer.makeRoomForBody(bytesOf(body), filled)) return false;
    if (!this.#rows.add(number, chunks, block.subarray(0, filled))) throw swept(id);
    return true;
  }

  #refuse(body: Unfinished): Awaitable<void> {
    if (body.isRefused) return undefined;
    body.isRefused = true;
    this.#rows.refuse(body.id);
    return this.#remove(body.number);
  }

  #remove(number: number): Awaitable<void> {
    return andThen(this.#removeSlice(number), (removed) =>
      removed === "whole" ? undefined : turn().then(() => this.#remove(number)),
    );
  }

  #removeSlice(number: number): Awaitable<"part" | "whole"> {
    return this.#queue.run(() => this.#rows.removeSlice(number));
  }

  async *#read(id: string, { number, bytes }: BodyRow, fromByte: number): Chunks {
    this.#rows.begin(id);
    try {
      for (let at = fromByte; at < bytes; ) {
        const place = Math.floor(at / CHUNK_BYTES);
        const skip = at % CHUNK_BYTES;
        const chunk = await this.#connection.read(() => this.#rows.chunk(number, place));
        if (chunk === undefined || chunk.byteLength <= skip) throw endsEarly(id, at, bytes);
        at += chunk.byteLength - skip;
        yield plain(chunk).subarray(skip);
      }
    } finally {
      this.#rows.end(id);
    }
  }
}

function endsEarly(id: string, at: number, bytes: number): RcacheError {
  return new RcacheError("RCACHE_BODY_CORRUPT", `the body ${id} ends at byte ${at} of ${bytes}`, {
    remedy: "Ask again.",
  });
}

function bytesOf({ chunks, filled }: Unfinished): number {
  return chunks * CHUNK_BYTES + filled;
}

function swept(id: string): Error {
  return new Error(`the body ${id} was not finished in its time, and was swept`);
}
