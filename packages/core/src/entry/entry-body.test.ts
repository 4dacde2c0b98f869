import { describe, expect, it } from "vitest";
import { bodyBytes, inlineBytes } from "./entry-body.ts";

const elsewhere = { id: "b", target: "t", bytes: 12, checksum: "c" };

describe("the length of a body", () => {
  it("is that of its bytes, wherever it stands", () => {
    expect(bodyBytes(null)).toBe(0);
    expect(bodyBytes(Uint8Array.of(1, 2))).toBe(2);
    expect(bodyBytes(elsewhere)).toBe(12);
  });

  it.each(["", "plain", "é", "€", "😀", "a😀b", "\ud83d", "\ude00\ud83d", "\ud83dx", "\ufeff"])(
    "is the length in UTF-8 of the text %j",
    (text) => {
      expect(bodyBytes(text)).toBe(new TextEncoder().encode(text).length);
    },
  );
});

describe("the bytes in the record", () => {
  it("are the body, or its text in UTF-8", () => {
    const bytes = Uint8Array.of(1, 2);
    expect(inlineBytes(bytes)).toBe(bytes);
    expect(inlineBytes("é")).toEqual(Uint8Array.of(0xc3, 0xa9));
  });

  it("are null where there is no body, and undefined where it stands elsewhere", () => {
    expect(inlineBytes(null)).toBeNull();
    expect(inlineBytes(elsewhere)).toBeUndefined();
  });
});
