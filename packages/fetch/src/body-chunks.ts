import type { Bytes, Chunks } from "@rcache/core";

/**
 * A stream as chunks. It is locked when the first chunk is asked for; leaving early cancels it.
 *
 * @param owner is kept for as long as the stream is not locked: of a `Response` that is collected as garbage, Node cancels the body
 */
export function bodyChunks(stream: ReadableStream<Uint8Array>, owner?: object): Chunks {
  const iterator = new ReaderIterator(stream, owner);
  return { [Symbol.asyncIterator]: () => iterator };
}

// By hand, because not every browser iterates a stream, and a generator that was never begun would not cancel it.
class ReaderIterator implements AsyncIterator<Uint8Array> {
  #held: { readonly stream: ReadableStream<Uint8Array>; readonly owner?: object | undefined };
  #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;

  constructor(stream: ReadableStream<Uint8Array>, owner: object | undefined) {
    this.#held = { stream, owner };
  }

  next(): Promise<IteratorResult<Uint8Array>> {
    this.#reader ??= this.#locked();
    // The cast: what a reader reads is an iterator's result; only its type says that the end may have a value.
    return this.#reader.read() as Promise<IteratorResult<Uint8Array>>;
  }

  async return(): Promise<IteratorResult<Uint8Array>> {
    await (this.#reader ?? this.#held.stream).cancel();
    return { done: true, value: undefined };
  }

  #locked(): ReadableStreamDefaultReader<Uint8Array> {
    const { stream } = this.#held;
    const reader = stream.getReader();
    this.#held = { stream };
    return reader;
  }
}

/** All chunks as one. */
export async function readChunks(chunks: Chunks): Promise<Bytes> {
  const read: Uint8Array[] = [];
  for await (const chunk of chunks) read.push(chunk);
  return joinChunks(read);
}

/** The chunks as one, in memory of its own. */
export function joinChunks(chunks: readonly Uint8Array[]): Bytes {
  const whole = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

/** How a stream treats the chunks it hands on. */
export interface ChunkStreamOptions {
  readonly isOwn?: boolean;
  readonly onFailure?: (error: unknown) => void;
}

/**
 * The chunks as a byte stream that asks for the next one only when it is wanted, and stops the source when it is cancelled.
 *
 * @param options.isOwn nobody else holds the chunks, as is so where they come from a store (contract D7): they go to the reader without a copy
 * @param options.onFailure is told what the source failed with, before the stream does so too
 */
export function chunkStream(
  chunks: Chunks,
  { isOwn, onFailure }: ChunkStreamOptions = {},
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let iterator: AsyncIterator<Uint8Array> | undefined;
  return new ReadableStream({
    type: "bytes",
    pull: async (controller) => {
      iterator ??= chunks[Symbol.asyncIterator]();
      const read = await nextNonEmpty(iterator).catch((error: unknown) => {
        onFailure?.(error);
        throw error;
      });
      // A byte stream takes the whole buffer away: of what others hold, or what is a part of something larger, it gets a copy.
      if (read !== undefined) return controller.enqueue(isOwn && isWhole(read) ? read : new Uint8Array(read));
      controller.close();
      controller.byobRequest?.respond(0);
    },
    cancel: async () => {
      iterator ??= chunks[Symbol.asyncIterator]();
      await iterator.return?.();
    },
  });
}

function isWhole(chunk: Uint8Array): chunk is Uint8Array<ArrayBuffer> {
  return chunk.buffer instanceof ArrayBuffer && chunk.byteLength === chunk.buffer.byteLength;
}

// A byte stream refuses an empty chunk.
async function nextNonEmpty(iterator: AsyncIterator<Uint8Array>): Promise<Uint8Array | undefined> {
  for (;;) {
    const read = await iterator.next();
    if (read.done === true) return undefined;
    if (read.value.byteLength > 0) return read.value;
  }
}
