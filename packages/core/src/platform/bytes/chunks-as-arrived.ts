import type { Bytes, Chunks } from "../../http/messages.ts";
import { joined } from "./gathered.ts";

/**
 * Cuts the body of an answer into the chunks in which it arrived, for a client that hands out a stream. Returns it as it is if it is a stream
 * already, or if its chunks are not known.
 *
 * @param body the `body` of the answer
 * @param chunkBytes the `chunkBytes` of the answer
 */
export function chunksAsArrived<B extends Bytes | Chunks | null>(
  body: B,
  chunkBytes: readonly number[] | undefined,
): B | Chunks {
  if (!(body instanceof Uint8Array) || chunkBytes === undefined) return body;
  return recut({ [Symbol.asyncIterator]: () => once(body) }, chunkBytes);
}

/** The same bytes in chunks of these lengths, each in memory of its own. What is longer than all of them comes as it is. */
export function recut(chunks: Chunks, chunkBytes: readonly number[]): Chunks {
  return { [Symbol.asyncIterator]: () => new Recut(chunks[Symbol.asyncIterator](), chunkBytes) };
}

function once(body: Uint8Array): AsyncIterator<Uint8Array> {
  let rest: Uint8Array | undefined = body;
  return {
    next() {
      const value = rest;
      rest = undefined;
      return Promise.resolve(value === undefined ? DONE : { done: false, value });
    },
  };
}

// No generator: one that was never started does not pass `return` on, and the store would wait for a reader who has left.
class Recut implements AsyncIterator<Uint8Array> {
  readonly #source: AsyncIterator<Uint8Array>;
  readonly #lengths: readonly number[];
  #next = 0;
  #held: Uint8Array = new Uint8Array();

  constructor(source: AsyncIterator<Uint8Array>, lengths: readonly number[]) {
    this.#source = source;
    this.#lengths = lengths;
  }

  async next(): Promise<IteratorResult<Uint8Array>> {
    const parts: Uint8Array[] = [];
    const wanted = this.#lengths[this.#next++];
    let missing = wanted ?? 1;
    let bytes = 0;
    while (missing > 0 && (await this.#holdsMore())) {
      const part = wanted === undefined ? this.#held : this.#held.subarray(0, missing);
      this.#held = this.#held.subarray(part.length);
      parts.push(part);
      bytes += part.length;
      missing -= part.length;
    }
    return bytes === 0 ? DONE : { done: false, value: joined(parts, bytes) };
  }

  async return(): Promise<IteratorResult<Uint8Array>> {
    this.#held = new Uint8Array();
    await this.#source.return?.();
    return DONE;
  }

  async #holdsMore(): Promise<boolean> {
    while (this.#held.length === 0) {
      const result = await this.#source.next();
      if (result.done) return false;
      this.#held = result.value;
    }
    return true;
  }
}

const DONE: IteratorResult<Uint8Array> = /* @__PURE__ */ Object.freeze({ done: true, value: undefined });
