import type { Bytes, Chunks } from "@rcache/core";

// By hand, because not every browser iterates a stream, and a generator that was never begun would not cancel it.
/**
 * A stream as chunks, each of which is the reader's own. It is locked when the first chunk is asked for; leaving early cancels it.
 *
 * @param owner is kept for as long as the stream is not locked: of a `Response` that is collected as garbage, Node cancels the body
 */
export class StreamChunks implements AsyncIterableIterator<Uint8Array> {
  #held: { readonly stream: ReadableStream<Uint8Array>; readonly owner?: object | undefined };
  #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;

  constructor(stream: ReadableStream<Uint8Array>, owner?: object) {
    this.#held = { stream, owner };
  }

  [Symbol.asyncIterator](): this {
    return this;
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

/** Copies of chunks that others may keep: of a stream that somebody made by hand, or of one that gives parts of something larger. */
export function copiedChunks(chunks: Chunks): Chunks {
  return {
    [Symbol.asyncIterator]() {
      const iterator = chunks[Symbol.asyncIterator]();
      return {
        next: async () => copied(await iterator.next()),
        return: async () => (await iterator.return?.()) ?? { done: true, value: undefined },
      };
    },
  };
}

/** What is no bytes stays what it is: copied as if it were, a text would become as many zeros. */
function copied(result: IteratorResult<Uint8Array>): IteratorResult<Uint8Array> {
  return result.value instanceof Uint8Array ? { done: false, value: new Uint8Array(result.value) } : result;
}

/** All chunks as one, which is the first where there is no other. */
export async function readChunks(chunks: Chunks): Promise<Bytes> {
  const iterator = chunks[Symbol.asyncIterator]();
  const read: Uint8Array[] = [];
  for (let result = await iterator.next(); !result.done; result = await iterator.next())
    read.push(result.value);
  return joinChunks(read);
}

/** The chunks as one, in memory that it fills; a single one that does so already is that one. */
export function joinChunks(chunks: readonly Uint8Array[]): Bytes {
  const [first] = chunks;
  if (chunks.length === 1 && first !== undefined) return exactBytes(first);
  const whole = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

/** The same bytes, in memory that has nothing else in it, and of the platform's own class. */
export function exactBytes(bytes: Uint8Array): Bytes {
  return fillsBuffer(bytes) && bytes.constructor === Uint8Array ? bytes : new Uint8Array(bytes);
}

function fillsBuffer(bytes: Uint8Array): bytes is Bytes {
  return bytes.buffer instanceof ArrayBuffer && bytes.byteLength === bytes.buffer.byteLength;
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
      if (read !== undefined)
        return controller.enqueue(isOwn && fillsBuffer(read) ? read : new Uint8Array(read));
      controller.close();
      controller.byobRequest?.respond(0);
    },
    cancel: async () => {
      iterator ??= chunks[Symbol.asyncIterator]();
      await iterator.return?.();
    },
  });
}

// A byte stream refuses an empty chunk.
async function nextNonEmpty(iterator: AsyncIterator<Uint8Array>): Promise<Uint8Array | undefined> {
  for (;;) {
    const read = await iterator.next();
    if (read.done === true) return undefined;
    if (read.value.byteLength > 0) return read.value;
  }
}
