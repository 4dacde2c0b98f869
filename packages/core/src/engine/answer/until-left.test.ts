import { describe, expect, it } from "vitest";
import type { AbortSignalLike, Chunks } from "../../http/messages.ts";
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
  it("gives the body's chunks, with a signal or without", async () => {
    const two = async function* (): AsyncGenerator<Uint8Array> {
      yield new Uint8Array(1);
      yield new Uint8Array(2);
    };
    for (const signal of [undefined, new AbortController().signal]) {
      const sizes: number[] = [];
      for await (const { length } of piecesOf(untilLeft(two(), signal))) sizes.push(length);
      expect(sizes).toEqual([1, 2]);
    }
  });

  it("lets go of what nobody has begun to read, once its caller aborts or returns, and tells once", () => {
    const leaving = new AbortController();
    const { chunks, returns } = hanging(1);
    let told = 0;
    const onLeave = (): void => {
      told += 1;
    };
    untilLeft(chunks, leaving.signal, onLeave);
    leaving.abort(REASON);
    expect([returns(), told]).toEqual([1, 1]);
    const body = iteratorOf(untilLeft(chunks, undefined, onLeave));
    void body.return?.();
    void body.return?.();
    expect([returns(), told]).toEqual([2, 2]);
  });

  it("lets go of a generator that has not begun", async () => {
    let isLetGo = false;
    const one = async function* (): AsyncGenerator<Uint8Array> {
      try {
        yield new Uint8Array(1);
      } finally {
        isLetGo = true;
      }
    };
    await iteratorOf(untilLeft(one(), undefined)).return?.();
    await Promise.resolve();
    await Promise.resolve();
    expect(isLetGo).toBe(true);
  });

  it("fails where its source gives something else than bytes, and lets go of it", async () => {
    let returns = 0;
    const texts: AsyncIterable<Uint8Array> = {
      [Symbol.asyncIterator]: () => ({
        // The cast: what a program without types may do.
        next: () => Promise.resolve({ done: false, value: "text" as never }),
        return: () => {
          returns += 1;
          return Promise.resolve({ done: true, value: undefined });
        },
      }),
    };
    const iterator = iteratorOf(untilLeft(texts, undefined));
    await expect(iterator.next()).rejects.toThrow(
      new TypeError("a body gave a string instead of a Uint8Array"),
    );
    expect([returns, (await iterator.next()).done]).toEqual([1, true]);
  });

  it("fails with the reason while it waits, and lets go of a source that hangs", async () => {
    const leaving = new AbortController();
    const { chunks, returns } = hanging(1);
    const iterator = iteratorOf(untilLeft(chunks, leaving.signal));
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
    const iterator = iteratorOf(untilLeft(chunks, leaving.signal));
    await iterator.next();
    leaving.abort(REASON);
    await expect(iterator.next()).rejects.toBe(REASON);
    await expect(iteratorOf(untilLeft(chunks, leaving.signal)).next()).rejects.toBe(REASON);
    expect(returns()).toBe(2);
  });

  it("an abort after the end changes nothing", async () => {
    const leaving = new AbortController();
    const chunks = (async function* () {
      yield new Uint8Array(2);
    })();
    const sizes: number[] = [];
    for await (const { length } of piecesOf(untilLeft(chunks, leaving.signal))) sizes.push(length);
    leaving.abort(REASON);
    expect(sizes).toEqual([2]);
  });

  it("listens no longer once the body has ended, was left early, or its caller has gone", async () => {
    const leaving = new AbortController();
    const { signal, counts } = countedSignal(leaving.signal);
    const two = async function* (): AsyncGenerator<Uint8Array> {
      yield new Uint8Array(1);
      yield new Uint8Array(1);
    };
    for await (const _ of piecesOf(untilLeft(two(), signal)));
    for await (const _ of piecesOf(untilLeft(two(), signal))) break;
    const waiting = iteratorOf(untilLeft(hanging(0).chunks, signal)).next();
    leaving.abort(REASON);
    await expect(waiting).rejects.toBe(REASON);
    expect(counts).toEqual({ added: 3, removed: 3 });
  });

  it("leaves alone what is in memory, and what is not there", () => {
    const { signal } = new AbortController();
    const bytes = new Uint8Array(1);
    expect([untilLeft(bytes, signal), untilLeft(null, signal)]).toEqual([bytes, null]);
  });
});

function piecesOf(body: ReturnType<typeof untilLeft>): Chunks {
  if (body === null || body instanceof Uint8Array) throw new Error("chunks were expected");
  return body;
}

function iteratorOf(body: ReturnType<typeof untilLeft>): AsyncIterator<Uint8Array> {
  return piecesOf(body)[Symbol.asyncIterator]();
}

/** A signal that counts who begins and who ends to listen. */
function countedSignal(signal: AbortSignalLike): {
  signal: AbortSignalLike;
  counts: { added: number; removed: number };
} {
  const counts = { added: 0, removed: 0 };
  const counted: AbortSignalLike = {
    get aborted() {
      return signal.aborted;
    },
    get reason() {
      return signal.reason;
    },
    addEventListener(type, listener) {
      counts.added += 1;
      signal.addEventListener(type, listener);
    },
    removeEventListener(type, listener) {
      counts.removed += 1;
      signal.removeEventListener(type, listener);
    },
  };
  return { signal: counted, counts };
}
