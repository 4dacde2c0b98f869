import type { AbortSignalLike, Bytes, Chunks } from "../../http/messages.ts";

/** A body that, where it is still arriving, fails with the signal's reason once its caller has left, and lets go of where it came from. */
export function untilLeft(
  body: Bytes | Chunks | null,
  signal: AbortSignalLike | undefined,
): Bytes | Chunks | null {
  if (signal === undefined || body === null || body instanceof Uint8Array) return body;
  return { [Symbol.asyncIterator]: () => abortable(body[Symbol.asyncIterator](), signal) };
}

// No generator: one that was never started does not pass `return` on, and the connection behind it would stay.
function abortable(source: AsyncIterator<Uint8Array>, signal: AbortSignalLike): AsyncIterator<Uint8Array> {
  let fail: ((reason: unknown) => void) | undefined;
  const leave = (): void => {
    fail?.(signal.reason);
    // Not waited for: a source that hangs must not hold the caller who left.
    source.return?.().catch(() => undefined);
  };
  const end = (): void => signal.removeEventListener("abort", leave);
  if (signal.aborted) leave();
  else signal.addEventListener("abort", leave);
  return {
    async next() {
      if (signal.aborted) throw signal.reason;
      // A promise a chunk: a race against one promise for all of them would keep every chunk until the end.
      const left = new Promise<never>((_, reject) => {
        fail = reject;
      });
      const result = await Promise.race([left, source.next()]).catch((error: unknown) => {
        end();
        throw error;
      });
      if (result.done) end();
      return result;
    },
    async return() {
      end();
      await source.return?.();
      return { done: true, value: undefined };
    },
  };
}
