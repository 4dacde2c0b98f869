import { describe, expect, it } from "vitest";
import { chunksOf, textBytes } from "../test/handled-response.ts";
import { chunkStream, joinChunks, readChunks, StreamChunks } from "./body-chunks.ts";

describe("StreamChunks", () => {
  it("gives what the stream gives", async () => {
    expect(text(await readChunks(new StreamChunks(streamOf("a", "b"))))).toBe("ab");
  });

  it("does not lock the stream before it is iterated", () => {
    const stream = streamOf("a");
    new StreamChunks(stream)[Symbol.asyncIterator]();
    expect(stream.locked).toBe(false);
  });

  it("cancels the stream when it is left early", async () => {
    const cancelled: string[] = [];
    const watched = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(textBytes("a")),
      cancel: () => {
        cancelled.push("cancelled");
      },
    });
    for await (const _ of new StreamChunks(watched)) break;
    expect(cancelled).toEqual(["cancelled"]);
  });

  it("cancels a stream that nobody began to read", async () => {
    const cancelled: string[] = [];
    const stream = new ReadableStream<Uint8Array>({ cancel: () => void cancelled.push("cancelled") });
    await new StreamChunks(stream)[Symbol.asyncIterator]().return?.();
    expect(cancelled).toEqual(["cancelled"]);
  });

  it("throws what the stream fails with", async () => {
    const stream = new ReadableStream<Uint8Array>({
      start: (controller) => controller.error(new Error("cut")),
    });
    await expect(readChunks(new StreamChunks(stream))).rejects.toThrow("cut");
  });
});

describe("chunkStream", () => {
  it("gives the chunks' bytes and leaves out empty ones", async () => {
    const stream = chunkStream(chunksOf("a", "", "b"));
    expect(await new Response(stream).text()).toBe("ab");
  });

  it("leaves the chunk itself to whoever still needs it", async () => {
    const chunk = textBytes("abc");
    expect(await new Response(chunkStream(chunksOf(chunk))).text()).toBe("abc");
    expect(text(chunk)).toBe("abc");
  });

  it("asks for a chunk only when one is wanted", async () => {
    const asked: number[] = [];
    const reader = chunkStream(counting(asked)).getReader();
    await Promise.resolve();
    expect(asked).toEqual([]);
    await reader.read();
    expect(asked).toEqual([1]);
    await reader.cancel();
  });

  it("stops the source when it is cancelled", async () => {
    const asked: number[] = [];
    const reader = chunkStream(counting(asked)).getReader();
    await reader.read();
    await reader.cancel();
    expect(asked).toEqual([1, -1]);
  });

  it("fails with the source's error", async () => {
    const failing = async function* (): AsyncGenerator<Uint8Array> {
      yield textBytes("a");
      throw new Error("cut");
    };
    const noted: unknown[] = [];
    const stream = chunkStream(failing(), { onFailure: (error) => noted.push(error) });
    await expect(readChunks(new StreamChunks(stream))).rejects.toThrow("cut");
    expect(noted).toEqual([new Error("cut")]);
  });

  it("fills a buffer of the reader's own", async () => {
    const reader = chunkStream(chunksOf("abc")).getReader({ mode: "byob" });
    const read = await reader.read(new Uint8Array(2));
    expect(text(read.value ?? new Uint8Array())).toBe("ab");
    await reader.cancel();
  });

  it("ends for a reader with a buffer of its own", async () => {
    const reader = chunkStream(chunksOf()).getReader({ mode: "byob" });
    expect((await reader.read(new Uint8Array(2))).done).toBe(true);
  });
});

describe("joinChunks", () => {
  it("joins in order", () => {
    expect(text(joinChunks([textBytes("a"), textBytes("bc")]))).toBe("abc");
    expect(joinChunks([]).length).toBe(0);
  });
});

async function* counting(asked: number[]): AsyncGenerator<Uint8Array> {
  try {
    for (let at = 1; ; at++) {
      asked.push(at);
      yield textBytes("x");
    }
  } finally {
    asked.push(-1);
  }
}

function streamOf(...pieces: readonly string[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start: (controller) => {
      for (const piece of pieces) controller.enqueue(textBytes(piece));
      controller.close();
    },
  });
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
