import { brotliCompressSync, zstdCompressSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { readChunks } from "./body-chunks.ts";
import { decodedChunks } from "./decoded-chunks.ts";

describe("decodedChunks on Node", () => {
  it.each([
    ["br", brotliCompressSync],
    ["zstd", zstdCompressSync],
  ])("undoes %s", async (coding, compress) => {
    const body = new Uint8Array(compress("some text"));
    expect(new TextDecoder().decode(await readChunks(decodedChunks(body, coding)))).toBe("some text");
  });

  it("fails where the bytes are not what the coding says", async () => {
    await expect(readChunks(decodedChunks(new Uint8Array([1, 2, 3]), "br"))).rejects.toThrow();
  });
});
