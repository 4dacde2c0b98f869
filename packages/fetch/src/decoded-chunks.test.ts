import { isRcacheError } from "@rcache/core";
import { describe, expect, it } from "vitest";
import { chunksOf, textBytes } from "../test/handled-response.ts";
import { readChunks } from "./body-chunks.ts";
import { decodedChunks } from "./decoded-chunks.ts";

describe("decodedChunks", () => {
  it.each<[string, CompressionFormat]>([
    ["gzip", "gzip"],
    ["x-gzip", "gzip"],
    ["GZIP", "gzip"],
    ["deflate", "deflate"],
    ["deflate", "deflate-raw"],
  ])("undoes %s written as %s, from memory and from chunks", async (coding, format) => {
    const body = await compressed(textBytes("some text"), format);
    expect(await plain(decodedChunks(body.slice(), coding))).toBe("some text");
    const halves = chunksOf(body.subarray(0, 5), body.subarray(5));
    expect(await plain(decodedChunks(halves, coding))).toBe("some text");
  });

  it("undoes several codings, the last first", async () => {
    const body = await compressed(await compressed(textBytes("twice"), "deflate"), "gzip");
    expect(await plain(decodedChunks(body, "deflate, gzip"))).toBe("twice");
  });

  it("leaves what it does not know", async () => {
    expect(await plain(decodedChunks(textBytes("as it is"), "identity"))).toBe("as it is");
    expect(await plain(decodedChunks(textBytes("as it is"), "x-unheard"))).toBe("as it is");
  });

  it("fails where the bytes are not what the coding says", async () => {
    await expect(plain(decodedChunks(textBytes("no gzip"), "gzip"))).rejects.toThrow();
  });

  it("takes an empty deflate body", async () => {
    expect(await plain(decodedChunks(chunksOf(), "deflate"))).toBe("");
  });

  it("says so where the runtime cannot undo a coding", () => {
    let error: unknown;
    try {
      decodedChunks(chunksOf(), "br");
    } catch (thrown) {
      error = thrown;
    }
    // Node can, by its zlib; Chromium cannot.
    const expected = "document" in globalThis ? "RCACHE_UNSUPPORTED" : undefined;
    expect(isRcacheError(error) ? error.code : error).toBe(expected);
  });
});

async function compressed(
  bytes: Uint8Array<ArrayBuffer>,
  format: CompressionFormat,
): Promise<Uint8Array<ArrayBuffer>> {
  return new Response(new Response(bytes).body?.pipeThrough(new CompressionStream(format))).bytes();
}

async function plain(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  return new TextDecoder().decode(await readChunks(chunks));
}
