import { describe, expect, it } from "vitest";
import { sha256 } from "../../key/sha256.ts";
import { checksumOf, crc32, portableCrc32 } from "./checksum.ts";
import { digest } from "./digest.ts";

const check = new TextEncoder().encode("123456789");

describe("CRC-32", () => {
  it.each([
    ["the fastest", crc32],
    ["the portable", portableCrc32],
  ])("is the standard's check value (%s)", (_, of) => {
    expect(of(check)).toBe(0xcbf43926);
    expect(of(new Uint8Array())).toBe(0);
  });

  it("continues from a seed, wherever the bytes are cut", () => {
    const bytes = Uint8Array.from({ length: 41 }, (_, i) => i * 7);
    for (let cut = 0; cut <= bytes.length; cut++) {
      expect(portableCrc32(bytes.subarray(cut), portableCrc32(bytes.subarray(0, cut)))).toBe(
        portableCrc32(bytes),
      );
      expect(crc32(bytes.subarray(cut), crc32(bytes.subarray(0, cut)))).toBe(portableCrc32(bytes));
    }
  });
});

describe("the digest", () => {
  it("is SHA-256, whoever computes it", () => {
    expect(Uint8Array.from(digest(check))).toEqual(sha256(check));
  });
});

describe("the checksum of a stored form", () => {
  it("is the same for a text and for its bytes", () => {
    expect([checksumOf(check), checksumOf("123456789")]).toEqual(["crc32:cbf43926", "crc32:cbf43926"]);
  });
});
