import { describe, expect, it } from "vitest";
import type { BodyRef } from "../../entry/entry.ts";
import { bodySums, hasSums, PIECE_BYTES, sumOfPiece } from "./body-sums.ts";
import { checksumOf } from "./checksum.ts";

function sumsOf(bytes: Uint8Array, chunkBytes: number): string {
  const sums = bodySums();
  for (let from = 0; from < bytes.length; from += chunkBytes)
    sums.update(bytes.subarray(from, from + chunkBytes));
  return sums.digest();
}

function ref(bytes: number, checksum: string): BodyRef {
  return { id: "b", target: "t", bytes, checksum };
}

describe("the checksums of a body", () => {
  it.each([1, 9, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 3 * PIECE_BYTES, 3 * PIECE_BYTES + 7])(
    "of %i bytes are those of its pieces, however it is cut",
    (length) => {
      const body = Uint8Array.from({ length }, (_, n) => n ^ (n >> 8));
      const text = sumsOf(body, length);
      for (const chunkBytes of [999, 65_536, PIECE_BYTES, PIECE_BYTES + 1])
        expect(sumsOf(body, chunkBytes)).toBe(text);
      const at = ref(length, text);
      expect(hasSums(at)).toBe(true);
      for (let piece = 0; piece * PIECE_BYTES < length; piece += 1) {
        const bytes = body.subarray(piece * PIECE_BYTES, (piece + 1) * PIECE_BYTES);
        expect(`crc32:${sumOfPiece(at, piece).toString(16).padStart(8, "0")}`).toBe(checksumOf(bytes));
      }
    },
  );

  it("of no bytes are one, which is zero", () => {
    expect(bodySums().digest()).toBe("crc32:00000000");
    expect(hasSums(ref(0, "crc32:00000000"))).toBe(true);
  });

  it.each([
    ["another algorithm", 5, "sha256:00000000"],
    ["too few", PIECE_BYTES + 1, "crc32:00000000"],
    ["too many", PIECE_BYTES, "crc32:0000000000000000"],
    ["none", 5, ""],
  ])("that are %s are not the ones of the body", (_, bytes, checksum) => {
    expect(hasSums(ref(bytes, checksum))).toBe(false);
  });

  it("that are no digits equal none", () => {
    expect(sumOfPiece(ref(5, "crc32:zzzzzzzz"), 0)).toBeNaN();
  });
});
