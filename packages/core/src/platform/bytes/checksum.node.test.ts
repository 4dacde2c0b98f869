import { crc32 as zlibCrc32 } from "node:zlib";
import { expect, it } from "vitest";
import { crc32, portableCrc32 } from "./checksum.ts";

it("agrees with node:zlib at every length around a step's end", () => {
  for (let length = 0; length <= 70; length++) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 131 + length) & 0xff);
    const expected = zlibCrc32(bytes);
    expect([length, portableCrc32(bytes), crc32(bytes)]).toEqual([length, expected, expected]);
  }
});
