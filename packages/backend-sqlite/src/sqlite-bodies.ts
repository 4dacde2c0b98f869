import type {
  Address,
  Awaitable,
  BodyRef,
  BodyStore,
  BodyWriter,
  Chunks,
  Instant,
} from "@rcache/core/backend";
import { type BodyRow, type BodyRows, CHUNK_BYTES } from "./body-rows.ts";
import type { Connection } from "./connection.ts";
import { plain } from "./record-rows.ts";
import { andThen, turn } from "./until-free.ts";
import type { WriteQueue } from "./write-queue.ts";

/** A body that is being written. */
interface Unfinished {
  readonly id: string;
  readonly number: number;
  /** What is not a whole chunk yet. */
  readonly block: Buffer;
  filled: number;
  chunks: number;
}

/** Bodies as rows of 256 KiB, each written in a transaction of its own, so that nobody waits for a long one. */
export class SqliteBodies implements BodyStore {
  readonly #connection: Connection;
  readonly #rows: BodyRows;
  readonly #queue: WriteQueue;

  constructor(connection: Connection, rows: BodyRows, queue: WriteQueue) {
    this.#connection = connection;
    this.#rows = rows;
    this.#queue = queue;
  }

  create(_at: Address, id: string, keepUntilMs: Instant): Awaitable<BodyWriter> {
    const creating = this.#queue.run(() => this.#rows.create(id, keepUntilMs));
    return andThen(creating, (number) => {
      this.#rows.begin(id);
      const block = Buffer.allocUnsafeSlow(CHUNK_BYTES);
      const body: Unfinished = { id, number, block, filled: 0, chunks: 0 };
      return {
        write: (chunk) => this.#take(body, chunk),
        commit: () => this.#commit(body),
        abort: () => {
          this.#rows.end(id);
          return this.#remove(number);
        },
      };
    });
  }

  open(ref: BodyRef, fromByte = 0): Awaitable<Chunks | undefined> {
    const finding = this.#connection.read(() => this.#rows.find(ref.id));
    return andThen(finding, (row) => {
      if (row === undefined || row.committed === 0 || row.bytes !== ref.bytes) return undefined;
      return this.#read(ref.id, row, fromByte);
    });
  }

  keep(ref: BodyRef, untilMs: Instant): Awaitable<boolean> {
    return this.#queue.run(() => this.#rows.keep(ref.id, untilMs));
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
    for (let at = 0; at < chunk.byteLength; ) {
      const piece = chunk.subarray(at, at + CHUNK_BYTES - body.filled);
      body.block.set(piece, body.filled);
      body.filled += piece.byteLength;
      at += piece.byteLength;
      if (body.filled < CHUNK_BYTES) break;
      const saving = andThen(
        this.#queue.run(() => this.#add(body)),
        () => startNext(body),
      );
      if (saving instanceof Promise) return saving.then(() => this.#take(body, chunk.subarray(at)));
    }
    return undefined;
  }

  #commit(body: Unfinished): Awaitable<void> {
    const committing = this.#queue.run(() => {
      if (body.filled > 0) this.#add(body);
      const bytes = body.chunks * CHUNK_BYTES + body.filled;
      if (!this.#rows.commit(body.number, bytes)) throw swept(body.id);
    });
    return andThen(committing, () => this.#rows.end(body.id));
  }

  #add({ id, number, chunks, block, filled }: Unfinished): void {
    if (!this.#rows.add(number, chunks, block.subarray(0, filled))) throw swept(id);
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
        if (chunk === undefined || chunk.byteLength <= skip)
          throw new Error(`the body ${id} ends at byte ${at} of ${bytes}`);
        at += chunk.byteLength - skip;
        yield plain(chunk).subarray(skip);
      }
    } finally {
      this.#rows.end(id);
    }
  }
}

function startNext(body: Unfinished): void {
  body.chunks += 1;
  body.filled = 0;
}

function swept(id: string): Error {
  return new Error(`the body ${id} was not finished in its time, and was swept`);
}
