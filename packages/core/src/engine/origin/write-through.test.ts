import { describe, expect, it } from "vitest";
import { gate } from "../../../test/gate.ts";
import { ReadAhead } from "../../platform/concurrency/read-ahead.ts";
import { type BodySink, type Pace, writeThrough } from "./write-through.ts";

const chunk = (size: number): Uint8Array => new Uint8Array(size);

/** A sink that writes down what happens to it. */
function sink(calls: string[], taken?: Promise<void>): BodySink {
  return {
    take: ({ length }) => {
      calls.push(`take ${length}`);
      return taken;
    },
    end: async () => void calls.push("end"),
    abandon: async () => void calls.push("abandon"),
  };
}

async function* source(...sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  for (const size of sizes) yield chunk(size);
}

/** A pace of its own, which tells nobody anything. */
function pace(eachBytes: number, told: Partial<Pace> = {}): Pace {
  const ahead = new ReadAhead({ eachBytes, totalBytes: Number.POSITIVE_INFINITY });
  const deaf = {
    onRead: () => undefined,
    onHeld: () => undefined,
    onUnfinished: () => undefined,
    mayFinish: () => true,
  };
  return {
    ahead,
    ...deaf,
    onLeave: () => false,
    length: undefined,
    quickAbort: { bytes: 0, ms: 0 },
    ...told,
  };
}

async function turns(count = 50): Promise<void> {
  for (let i = 0; i < count; i += 1) await Promise.resolve();
}

describe("writeThrough", () => {
  it("gives the sink each chunk, in order, and the end once", async () => {
    const calls: string[] = [];
    const sizes: number[] = [];
    for await (const { length } of writeThrough(source(1, 2, 3), sink(calls), pace(0))) sizes.push(length);
    await turns();
    expect([sizes, calls]).toEqual([
      [1, 2, 3],
      ["take 1", "take 2", "take 3", "end"],
    ]);
  });

  it("reads ahead as far as it may, and no further, before anybody asks", async () => {
    const calls: string[] = [];
    const iterator = writeThrough(source(4, 4, 4, 4, 4), sink(calls), pace(8))[Symbol.asyncIterator]();
    await turns();
    expect(calls).toEqual(["take 4", "take 4", "take 4"]);
    await iterator.next();
    await turns();
    expect(calls).toHaveLength(4);
  });

  it("waits for the sink before it asks for more, but not before it hands on", async () => {
    const { opened, open } = gate();
    const calls: string[] = [];
    const iterator = writeThrough(source(1, 2), sink(calls, opened), pace(100))[Symbol.asyncIterator]();
    expect((await iterator.next()).value?.length).toBe(1);
    await turns();
    expect(calls).toEqual(["take 1"]);
    open();
    expect((await iterator.next()).value?.length).toBe(2);
  });

  it("lets the reader end before the sink has", async () => {
    const { opened } = gate();
    const slow: BodySink = { take: () => undefined, end: () => opened, abandon: () => Promise.resolve() };
    const sizes: number[] = [];
    for await (const { length } of writeThrough(source(1), slow, pace(0))) sizes.push(length);
    expect(sizes).toEqual([1]);
  });

  it("fails as its source does, after what came before", async () => {
    const broken = new Error("broken");
    const calls: string[] = [];
    const failing = (async function* () {
      yield chunk(1);
      throw broken;
    })();
    const iterator = writeThrough(failing, sink(calls), pace(100))[Symbol.asyncIterator]();
    await turns();
    expect((await iterator.next()).value?.length).toBe(1);
    await expect(iterator.next()).rejects.toBe(broken);
    expect(calls).toEqual(["take 1", "abandon"]);
  });

  it("a reader who leaves ends source and sink, although the source hangs", async () => {
    const calls: string[] = [];
    let leaves = 0;
    const hanging: AsyncIterable<Uint8Array> = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise(() => undefined),
        return: () => {
          calls.push("return");
          return new Promise(() => undefined);
        },
      }),
    };
    const iterator = writeThrough(
      hanging,
      sink(calls),
      pace(0, {
        onLeave: () => {
          leaves += 1;
          return false;
        },
      }),
    )[Symbol.asyncIterator]();
    const waiting = iterator.next();
    await iterator.return?.();
    await iterator.return?.();
    expect([calls, leaves, await waiting]).toEqual([
      ["return", "abandon"],
      1,
      { done: true, value: undefined },
    ]);
  });

  it("goes on to the end for the copy's sake, without the reader's pace, where others want it", async () => {
    const calls: string[] = [];
    const iterator = writeThrough(source(9, 9, 9), sink(calls), pace(1, { onLeave: () => true }))[
      Symbol.asyncIterator
    ]();
    await turns();
    expect(calls).toEqual(["take 9"]);
    await iterator.return?.();
    await turns();
    expect(calls).toEqual(["take 9", "take 9", "take 9", "end"]);
    expect((await iterator.next()).done).toBe(true);
  });
});
