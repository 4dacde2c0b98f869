import { describe, expect, it } from "vitest";
import { sha256, toBase64Url, toHex } from "./sha256.ts";

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

describe("sha256", () => {
  it.each([
    ["", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
    ["abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
    [
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
    ],
    ["a".repeat(1_000), "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3"],
  ])("G-039 KEY-03 %j has the digest that FIPS 180-4 gives it", (text, hex) => {
    expect(toHex(sha256(bytesOf(text)))).toBe(hex);
  });

  it("KEY-03 it reads a view where the view begins", () => {
    const whole = bytesOf("xxabc");
    expect(sha256(whole.subarray(2))).toEqual(sha256(bytesOf("abc")));
  });
});

describe("toBase64Url", () => {
  it.each([
    [[], ""],
    [[0xff], "_w"],
    [[0xfb, 0xff], "-_8"],
    [[1, 2, 3], "AQID"],
    [[0, 0, 0, 0], "AAAAAA"],
  ])("writes %j as %j, without padding", (bytes, text) => {
    expect(toBase64Url(Uint8Array.from(bytes))).toBe(text);
  });
});
