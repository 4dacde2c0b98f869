import { describe, expect, it } from "vitest";
import { utf8Text } from "./utf8.ts";

describe("utf8Text", () => {
  it.each(["", "plain", "é\u{1f600}", "\ufeffmarked"])("gives back %j", (text) => {
    expect(utf8Text(new TextEncoder().encode(text))).toBe(text);
  });

  it.each([
    ["a byte that begins nothing", [0xff]],
    ["a long form of a short character", [0xc0, 0xaf]],
    ["half of a pair", [0xed, 0xa0, 0x80]],
    ["a character cut off", [0xe2, 0x82]],
  ])("refuses %s", (_, bytes) => {
    expect(utf8Text(Uint8Array.from(bytes))).toBeUndefined();
  });
});
