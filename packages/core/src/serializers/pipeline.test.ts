import { describe, expect, it } from "vitest";
import { SAMPLE_AT, sampleEntry } from "../../test/sample-entry.ts";
import type { Serializer, Stage } from "../contracts/serializer.ts";
import { documentSerializer } from "./document-serializer.ts";
import { frameSerializer } from "./frame-serializer.ts";
import { pipeline } from "./pipeline.ts";

/** Puts a byte in front, and takes it away again. */
const marked =
  (mark: number): Stage =>
  (inner) => ({
    id: `${inner.id}+${mark}`,
    valueKind: "bytes",
    async encode(entry, at) {
      return Uint8Array.of(mark, ...(await inner.encode(entry, at)));
    },
    decode: (value, at) => (value[0] === mark ? inner.decode(value.subarray(1), at) : { fault: "foreign" }),
  });

describe("a pipeline", () => {
  it("applies its stages from left to right, and reads from right to left", async () => {
    const serializer = pipeline(frameSerializer, marked(1), marked(2));
    const value = await serializer.encode(sampleEntry(), SAMPLE_AT);
    expect(serializer.id).toBe("frame1+1+2");
    expect([...value.subarray(0, 3)]).toEqual([2, 1, 0xf2]);
    expect(await serializer.decode(value, SAMPLE_AT)).toMatchObject({ entry: { revision: "r1" } });
  });

  it("is the serializer itself without stages", () => {
    expect(pipeline(frameSerializer)).toBe(frameSerializer);
  });

  it("refuses a serializer of documents", () => {
    // The cast: what a program without types may pass.
    const documents = documentSerializer as unknown as Serializer<Uint8Array>;
    expect(() => pipeline(documents)).toThrow(/RCACHE_SERIALIZER_MISMATCH.*document1/);
  });

  it("refuses what is no stage, and says which", () => {
    // The cast: what a program without types may pass.
    expect(() => pipeline(frameSerializer, marked(1), {} as unknown as Stage)).toThrow(
      /RCACHE_INVALID_OPTION.*stages\[1\]/,
    );
  });
});
