import type { AbortSignalLike, Bytes, Chunks, HandledResponse } from "@rcache/core";
import { decodedChunks } from "./decoded-chunks.ts";
import { firstValue } from "./header-lines.ts";

/** Statuses whose responses have no body (Fetch, "null body status"). */
const BODILESS = new Set([101, 103, 204, 205, 304]);

/**
 * The body of an answer as fetch gives it: without content coding, and failing with the signal's reason once the caller aborts.
 *
 * Asks for `answer.body` once, since that may make a copy.
 */
export function answerBody(
  answer: HandledResponse,
  signal: AbortSignalLike | undefined,
): Bytes | Chunks | null {
  if (BODILESS.has(answer.status)) return null;
  const body = answer.body;
  if (body === null) return null;
  const codings = answer.coding === "wire" ? firstValue(answer.headers, "content-encoding") : undefined;
  const plain = codings === undefined ? body : decodedChunks(body, codings);
  return plain instanceof Uint8Array || signal === undefined ? plain : abortable(plain, signal);
}

function abortable(chunks: Chunks, signal: AbortSignalLike): Chunks {
  return { [Symbol.asyncIterator]: () => abortableIterator(chunks[Symbol.asyncIterator](), signal) };
}

function abortableIterator(
  source: AsyncIterator<Uint8Array>,
  signal: AbortSignalLike,
): AsyncIterator<Uint8Array> {
  let fail: ((reason: unknown) => void) | undefined;
  const onAbort = (): void => {
    fail?.(signal.reason);
    source.return?.().catch(() => undefined);
  };
  signal.addEventListener("abort", onAbort);
  const stopListening = (): void => signal.removeEventListener("abort", onAbort);
  return {
    next: async () => {
      if (signal.aborted) throw signal.reason;
      // One a chunk: a race against one promise for all of them would keep every chunk until the end.
      const aborted = new Promise<never>((_, reject) => {
        fail = reject;
      });
      try {
        const read = await Promise.race([source.next(), aborted]);
        if (read.done === true) stopListening();
        return read;
      } catch (error) {
        stopListening();
        throw error;
      }
    },
    return: async () => {
      stopListening();
      await source.return?.();
      return { done: true, value: undefined };
    },
  };
}
