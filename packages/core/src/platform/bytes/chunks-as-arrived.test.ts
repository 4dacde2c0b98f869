import { describe, expect, it } from "vitest";
import type { Chunks } from "../../http/messages.ts";
import { chunksAsArrived, recut } from "./chunks-as-arrived.ts";

const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

async function* chunksOf(...texts: readonly string[]): Chunks {
  for (const text of texts) yield bytesOf(text);
}

async function read(chunks: Chunks): Promise<string[]> {
  const texts: string[] = [];
  for await (const chunk of chunks) texts.push(new TextDecoder().decode(chunk));
  return texts;
}

describe("a body that is cut into the chunks in which it arrived", () => {
  it("has their lengths, however the store has cut it", async () => {
    for (const stored of [["abcdef"], ["a", "b", "cde", "f"], ["abc", "", "def"]])
      expect(await read(recut(chunksOf(...stored), [1, 3, 2]))).toEqual(["a", "bcd", "ef"]);
  });

  it("is whole where the lengths are more or fewer than its bytes", async () => {
    expect(await read(recut(chunksOf("abc", "def"), [1, 9]))).toEqual(["a", "bcdef"]);
    expect(await read(recut(chunksOf("abc", "def"), [1, 1]))).toEqual(["a", "b", "c", "def"]);
  });

  it("gives each chunk memory of its own, which its reader may write to or take away", async () => {
    const body = bytesOf("abcdef");
    const chunks = chunksAsArrived(body, [2, 4]);
    if (chunks instanceof Uint8Array) expect.unreachable("bytes");
    const sizes: number[] = [];
    for await (const chunk of chunks) {
      sizes.push(chunk.buffer.byteLength);
      chunk.fill(0);
    }
    expect([sizes, body]).toEqual([[2, 4], bytesOf("abcdef")]);
  });

  it("is left as it is where nothing is known of its chunks, or it is a stream", () => {
    const [body, chunks] = [bytesOf("abc"), chunksOf("abc")];
    expect(chunksAsArrived(body, undefined)).toBe(body);
    expect(chunksAsArrived(chunks, [1, 2])).toBe(chunks);
    expect(chunksAsArrived(null, [1])).toBe(null);
  });

  it("lets go of its source when its reader leaves, even before the first chunk", async () => {
    let left = 0;
    const source: Chunks = {
      [Symbol.asyncIterator]: () => ({
        next: async () => ({ done: false, value: bytesOf("abc") }),
        return: async () => {
          left += 1;
          return { done: true, value: undefined };
        },
      }),
    };
    await recut(source, [1])[Symbol.asyncIterator]().return?.();
    for await (const _ of recut(source, [1])) break;
    expect(left).toBe(2);
  });
});
