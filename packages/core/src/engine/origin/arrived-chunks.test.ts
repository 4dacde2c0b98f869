import { describe, expect, it } from "vitest";
import { ArrivedChunks } from "./arrived-chunks.ts";

function kept(lengths: Iterable<number>): readonly number[] | undefined {
  const arrived = new ArrivedChunks();
  for (const length of lengths) arrived.take(length);
  return arrived.kept().chunkBytes;
}

const sumOf = (lengths: readonly number[] = []): number => lengths.reduce((sum, length) => sum + length, 0);

describe("the chunks in which a body arrived", () => {
  it("are kept by their lengths, without empty ones", () => {
    expect(kept([3, 0, 1, 7])).toEqual([3, 1, 7]);
  });

  it("are not kept of a single chunk, nor of none", () => {
    expect([kept([]), kept([0]), kept([5]), kept([5, 0])]).toEqual(Array(4).fill(undefined));
  });

  it("are not kept where they are as long as a transport's buffers", () => {
    expect(kept([16_384, 16_384])).toBeUndefined();
    expect(kept([16_384, 16_383])).toEqual([16_384, 16_383]);
  });

  it("are taken together by twos, fours, eights, so that no more than 4,096 are kept", () => {
    for (const [count, together] of [
      [4_096, 1],
      [4_097, 2],
      [8_192, 2],
      [8_193, 4],
      [100_000, 32],
    ] as const) {
      const lengths = kept(Array(count).fill(3));
      expect(lengths?.length).toBe(Math.ceil(count / together));
      expect(sumOf(lengths)).toBe(3 * count);
      expect(new Set(lengths?.slice(0, -1))).toEqual(new Set([3 * together]));
    }
  });
});
