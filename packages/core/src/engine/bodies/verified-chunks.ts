import type { BodyRef } from "../../entry/entry.ts";
import type { RcacheError } from "../../errors/rcache-error.ts";
import type { ByteSpan } from "../../http/fields/range.ts";
import type { Chunks } from "../../http/messages.ts";
import { PIECE_BYTES, sumOfPiece } from "../../platform/bytes/body-sums.ts";
import { crc32 } from "../../platform/bytes/checksum.ts";
import { corruptBody } from "../../platform/bytes/corrupt-body.ts";
import { quietly } from "../../platform/concurrency/awaitable.ts";

/** Where a store has to begin, so that a span of its body can be verified. */
export function firstByteFor(span: ByteSpan): number {
  return span.start - (span.start % PIECE_BYTES);
}

/**
 * The chunks of a stored body, or of a span of it, each handed on when all of its bytes are proven. Reading ends at the length that the
 * reference names, whatever the store has; a body that is shorter or other fails before a wrong byte is handed on.
 *
 * @param chunks from the body's first byte on, or from the one that {@link firstByteFor} says
 * @param onDamage is told once
 */
export function verifiedChunks(
  chunks: Chunks,
  ref: BodyRef,
  onDamage: () => void,
  span: ByteSpan = { start: 0, end: ref.bytes - 1 },
): Chunks {
  return { [Symbol.asyncIterator]: () => new Verified(chunks[Symbol.asyncIterator](), ref, onDamage, span) };
}

// No generator: one that was never started does not pass `return` on, and the store would wait for a reader who has left.
class Verified implements AsyncIterator<Uint8Array> {
  readonly #source: AsyncIterator<Uint8Array>;
  readonly #ref: BodyRef;
  readonly #onDamage: () => void;
  readonly #span: ByteSpan;
  /** Nothing from here on is wanted. */
  readonly #end: number;
  /** What has come and was not handed on: chunks as the store gave them, whose reader may take their buffers. */
  readonly #held: Uint8Array[] = [];
  /** Where the first of them begins. */
  #heldFrom: number;
  /** Where the next chunk begins. */
  #at: number;
  /** Everything before is proven. */
  #proven: number;
  #piece: number;
  #sum = 0;

  constructor(source: AsyncIterator<Uint8Array>, ref: BodyRef, onDamage: () => void, span: ByteSpan) {
    this.#source = source;
    this.#ref = ref;
    this.#onDamage = onDamage;
    this.#span = span;
    this.#at = firstByteFor(span);
    this.#heldFrom = this.#at;
    this.#proven = this.#at;
    this.#piece = this.#at / PIECE_BYTES;
    this.#end = Math.min(ref.bytes, Math.ceil((span.end + 1) / PIECE_BYTES) * PIECE_BYTES);
  }

  async next(): Promise<IteratorResult<Uint8Array>> {
    for (;;) {
      const chunk = this.#nextProven();
      if (chunk !== undefined) return { done: false, value: chunk };
      if (this.#at >= this.#end) return this.return();
      const result = await this.#source.next();
      if (result.done) throw this.#damage(`ends at byte ${this.#at} of ${this.#ref.bytes}`);
      this.#take(result.value);
    }
  }

  async return(): Promise<IteratorResult<Uint8Array>> {
    this.#held.length = 0;
    await this.#source.return?.();
    return { done: true, value: undefined };
  }

  #take(given: Uint8Array): void {
    const chunk = given.length > this.#end - this.#at ? given.subarray(0, this.#end - this.#at) : given;
    this.#held.push(chunk);
    for (let from = 0; from < chunk.length; ) {
      const pieceEnd = Math.min(this.#ref.bytes, (this.#piece + 1) * PIECE_BYTES);
      const part = chunk.subarray(from, from + pieceEnd - this.#at);
      this.#sum = crc32(part, this.#sum);
      this.#at += part.length;
      from += part.length;
      if (this.#at < pieceEnd) return;
      if (this.#sum !== sumOfPiece(this.#ref, this.#piece))
        throw this.#damage(`is not what it was, before byte ${this.#at} of ${this.#ref.bytes}`);
      this.#proven = this.#at;
      this.#piece += 1;
      this.#sum = 0;
    }
  }

  /** The next chunk that is proven to its end, and of it what the span wants. */
  #nextProven(): Uint8Array | undefined {
    for (let chunk = this.#held[0]; chunk !== undefined; chunk = this.#held[0]) {
      const from = this.#heldFrom;
      if (from + chunk.length > this.#proven) return undefined;
      this.#held.shift();
      this.#heldFrom += chunk.length;
      const { start, end } = this.#span;
      const isWhole = from >= start && this.#heldFrom <= end + 1;
      const wanted = isWhole ? chunk : chunk.subarray(Math.max(0, start - from), Math.max(0, end + 1 - from));
      if (wanted.length > 0) return wanted;
    }
    return undefined;
  }

  #damage(what: string): RcacheError {
    this.#onDamage();
    // Whoever is told of a failure does not leave after it.
    quietly(() => this.#source.return?.());
    return corruptBody(what);
  }
}
