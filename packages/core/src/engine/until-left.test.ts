import { describe, expect, it } from "vitest";
import { untilLeft } from "./until-left.ts";

const REASON = new Error("enough");

/** Chunks that hang once they are used up, and say when they are returned. */
function hanging(count: number): { chunks: AsyncIterable<Uint8Array>; returns(): number } {
  let left = count;
  let returns = 0;
  const iterator: AsyncIterator<Uint8Array> = {
    next: () => {
      left -= 1;
      return left >= 0
        ? Promise.resolve({ done: false, value: new Uint8Array(1) })
        : new Promise(() => undefined);
    },
    return: () => {
      returns += 1;
      return new Promise(() => undefined);
    },
  };
  return { chunks: { [Symbol.asyncIterator]: () => iterator }, returns: () => returns };
}

describe("untilLeft", () => {
  it("is the body itself without a signal", () => {
    const { chunks } = hanging(0);
    expect(untilLeft(chunks, undefined)).toBe(chunks);
  });

  it("fails with the reason while it waits, and lets go of a source that hangs", async () => {
    const leaving = new AbortController();
    const { chunks, returns } = hanging(1);
    const iterator = untilLeft(chunks, leaving.signal)[Symbol.asyncIterator]();
    expect((await iterator.next()).value?.length).toBe(1);
    const waiting = iterator.next();
    leaving.abort(REASON);
    await expect(waiting).rejects.toBe(REASON);
    await expect(iterator.next()).rejects.toBe(REASON);
    expect(returns()).toBe(1);
  });

  it("fails between two chunks too, and before the first", async () => {
    const leaving = new AbortController();
    const { chunks, returns } = hanging(5);
    const iterator = untilLeft(chunks, leaving.signal)[Symbol.asyncIterator]();
    await iterator.next();
    leaving.abort(REASON);
    await expect(iterator.next()).rejects.toBe(REASON);
    await expect(untilLeft(chunks, leaving.signal)[Symbol.asyncIterator]().next()).rejects.toBe(REASON);
    expect(returns()).toBe(2);
  });

  it("an abort after the end changes nothing", async () => {
    const leaving = new AbortController();
    const chunks = (async function* () {
      yield new Uint8Array(2);
    })();
    const sizes: number[] = [];
    for await (const { length } of untilLeft(chunks, leaving.signal)) sizes.push(length);
    leaving.abort(REASON);
    expect(sizes).toEqual([2]);
  });
});
