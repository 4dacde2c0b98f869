import type { Chunks } from "@rcache/core";
import { builtinModule } from "./runtime.ts";

/** What is asked of a `Readable` of Node's. */
export interface NodeStream extends AsyncIterable<Uint8Array> {
  on(event: "error", listener: () => void): unknown;
  resume(): unknown;
}

/** What is asked of `node:stream`. */
interface StreamModule {
  readonly Readable: new (options: {
    highWaterMark: number;
    read(this: { push(chunk: Uint8Array | null): boolean; destroy(error: unknown): unknown }): void;
    destroy(error: Error | null, done: (error: Error | null) => void): void;
  }) => object;
}

export function isNodeStream(value: unknown): value is NodeStream {
  if (typeof value !== "object" || value === null) return false;
  return typeof Reflect.get(value, "pipe") === "function" && Symbol.asyncIterator in value;
}

/** The chunks of a stream of Node's. */
export function nodeChunks(stream: NodeStream): Chunks {
  // Whoever reads it is told; without a listener, a connection that breaks before that would end the process.
  stream.on("error", () => undefined);
  return stream;
}

/** The chunks of a web stream. By hand, because not every browser iterates one, and one that was never begun is to be let go of too. */
export function webChunks(stream: ReadableStream<Uint8Array>): Chunks {
  return {
    [Symbol.asyncIterator]: () => {
      let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
      return {
        next: async () => {
          reader ??= stream.getReader();
          const read = await reader.read();
          return read.done ? { done: true, value: undefined } : read;
        },
        return: async () => {
          await (reader ?? stream).cancel();
          return { done: true, value: undefined };
        },
      };
    },
  };
}

/** Bytes as chunks. */
export async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** A `Readable` of Node's over chunks, which are asked for as they are read. `onEnd` when it is read, fails, or is destroyed. */
export function nodeStream(chunks: Chunks, onEnd: () => void): unknown {
  // The cast: a module that is looked up at run time comes without a type.
  const { Readable } = builtinModule("node:stream") as StreamModule;
  let iterator: AsyncIterator<Uint8Array> | undefined;
  return new Readable({
    // Nothing ahead of its reader: what waits together is read as one chunk.
    highWaterMark: 0,
    read() {
      iterator ??= chunks[Symbol.asyncIterator]();
      iterator.next().then(
        ({ done, value }) => void this.push(done ? null : value),
        (error: unknown) => void this.destroy(error),
      );
    },
    destroy(error, done) {
      onEnd();
      iterator ??= chunks[Symbol.asyncIterator]();
      // Not waited for: a source that hangs must not hold who has left.
      iterator.return?.().catch(() => undefined);
      done(error);
    },
  });
}

/** A web stream over chunks, which are asked for as they are read. `onEnd` when it is read, fails, or is cancelled. */
export function webStream(chunks: Chunks, onEnd: () => void): ReadableStream<Uint8Array> {
  let iterator: AsyncIterator<Uint8Array> | undefined;
  return new ReadableStream({
    pull: async (controller) => {
      iterator ??= chunks[Symbol.asyncIterator]();
      try {
        const read = await iterator.next();
        if (!read.done) return controller.enqueue(read.value);
        onEnd();
        controller.close();
      } catch (error) {
        onEnd();
        throw error;
      }
    },
    cancel: async () => {
      onEnd();
      iterator ??= chunks[Symbol.asyncIterator]();
      await iterator.return?.();
    },
  });
}
