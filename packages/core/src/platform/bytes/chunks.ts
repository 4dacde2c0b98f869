import type { Chunks } from "../../http/messages.ts";
import { quietly } from "../concurrency/awaitable.ts";

/**
 * A chunk as the contract has it.
 *
 * @throws TypeError for what is no bytes: copied as if it were, a text would become as many zeros
 */
export function checkedChunk(chunk: unknown): Uint8Array {
  // By name too: a test runner's realm has another class of that name.
  if (chunk instanceof Uint8Array || Object.prototype.toString.call(chunk) === "[object Uint8Array]")
    // The cast: an object of that name has the members of the class.
    return chunk as Uint8Array;
  throw new TypeError(`a body gave ${chunk === null ? "null" : `a ${typeof chunk}`} instead of a Uint8Array`);
}

/** Ends a body of which nothing has been read. Nobody waits for that: it may hang. */
export function letGo(body: Chunks): void {
  quietly(() => {
    const iterator = body[Symbol.asyncIterator]();
    // Begun before it is left: a generator that has not begun would not let go of what it reads from.
    quietly(() => iterator.next());
    return iterator.return?.();
  });
}
