import { crc32 as zlibCrc32 } from "node:zlib";
import { describe, expect, it } from "vitest";
import { crc32 } from "./crc32.ts";

describe("crc32", () => {
  it("is the one of zlib", () => {
    for (const length of [0, 1, 2, 255, 256, 10_000]) {
      const bytes = Uint8Array.from({ length }, (_, n) => (n * 7 + (n >> 8)) & 0xff);
      expect(crc32(bytes)).toBe(zlibCrc32(bytes).toString(16).padStart(8, "0"));
    }
  });
});
