import { Writable } from "node:stream";
import { setImmediate as nextTurn } from "node:timers/promises";
import { describe, expect, it, vi } from "vitest";
import { GatheredWrites } from "./gathered-writes.ts";

/** A stream that says how many pieces came with each call of the system. */
function countingStream(): { stream: Writable; calls: readonly number[] } {
  const calls: number[] = [];
  const stream = new Writable({
    write(_chunk, _encoding, done) {
      calls.push(1);
      done();
    },
    writev(chunks, done) {
      calls.push(chunks.length);
      done();
    },
  });
  return { stream, calls };
}

describe("GatheredWrites", () => {
  it("writes what is sent in one turn of the event loop with one call, turn by turn", async () => {
    const { stream, calls } = countingStream();
    const writes = new GatheredWrites({ stream });
    for (let turn = 0; turn < 2; turn += 1) {
      for (let i = 0; i < 3; i += 1) {
        writes.gather();
        stream.write("GET");
        await undefined;
      }
      expect(calls.length).toBe(turn);
      await nextTurn();
    }
    expect(calls).toEqual([3, 3]);
  });

  it("writes although a test has put timers of its own in place of the runtime's", async () => {
    const { stream, calls } = countingStream();
    vi.useFakeTimers({ toFake: ["setImmediate"] });
    try {
      new GatheredWrites({ stream }).gather();
      stream.write("GET");
    } finally {
      vi.useRealTimers();
    }
    await nextTurn();
    expect(calls).toEqual([1]);
  });

  it("writes on after the stream was lost and replaced", async () => {
    const [lost, next] = [countingStream(), countingStream()];
    const client = { stream: lost.stream };
    const writes = new GatheredWrites(client);
    writes.gather();
    lost.stream.destroy();
    client.stream = next.stream;
    await nextTurn();
    writes.gather();
    next.stream.write("GET");
    await nextTurn();
    expect(next.calls).toEqual([1]);
  });

  it.each([undefined, null, {}, { cork: 1, uncork: 1 }])(
    "leaves a client with the stream %j alone",
    async (stream) => {
      new GatheredWrites({ stream }).gather();
      await nextTurn();
    },
  );
});
