import type { BodyRef } from "../../entry/entry.ts";
import { crc32 } from "./checksum.ts";

/** A body outside its record is verified in pieces of so many bytes. Written into references: where a piece begins follows from it. */
export const PIECE_BYTES = 262_144;

const PREFIX = "crc32:";
const DIGITS = 8;

/** The checksums of a body that arrives in chunks, one for each piece, as a {@link BodyRef} carries them; however it is cut, the text is the same. */
export function bodySums(): { update(chunk: Uint8Array): void; digest(): string } {
  const sums: string[] = [];
  let crc = 0;
  let left = PIECE_BYTES;
  return {
    update(chunk) {
      for (let from = 0; from < chunk.length; ) {
        // Begun only when there is more: the last piece may be a whole one.
        if (left === 0) {
          sums.push(digitsOf(crc));
          crc = 0;
          left = PIECE_BYTES;
        }
        const part = chunk.subarray(from, from + left);
        crc = crc32(part, crc);
        from += part.length;
        left -= part.length;
      }
    },
    digest: () => `${PREFIX}${sums.join("")}${digitsOf(crc)}`,
  };
}

/** Whether a reference has a checksum for every piece of a body of its length. */
export function hasSums({ checksum, bytes }: BodyRef): boolean {
  const pieces = Math.max(1, Math.ceil(bytes / PIECE_BYTES));
  return checksum.startsWith(PREFIX) && checksum.length === PREFIX.length + DIGITS * pieces;
}

/** The checksum of a piece; NaN, which equals none, where there is none. */
export function sumOfPiece({ checksum }: BodyRef, piece: number): number {
  const at = PREFIX.length + DIGITS * piece;
  return Number.parseInt(checksum.slice(at, at + DIGITS), 16);
}

function digitsOf(crc: number): string {
  return crc.toString(16).padStart(DIGITS, "0");
}
