import { expect, it } from "vitest";
import { runtimeDigests } from "../platform/bytes/runtime-digests.ts";
import { sealOf } from "./seal.ts";

const DIGITS = /^\{sealed:[\w-]+\.([\w-]*)\}$/;

it("no digit of a sealed text depends on the text alone", () => {
  const text = "\0".repeat(300);
  const sealedTexts = Array.from({ length: 200 }, (_, user) => {
    const sealed = sealOf([`secret ${user}`], runtimeDigests())?.sealed(text) ?? "";
    return DIGITS.exec(sealed)?.[1] ?? "";
  });

  for (let at = 0; at < 400; at += 1) {
    const digits = new Set(sealedTexts.map((sealed) => sealed.charAt(at)));
    // Of 64 digits, 200 draws miss three on average; a digit with two bits that never change shows 16 at most.
    expect(digits.size, `digit ${at}`).toBeGreaterThan(32);
  }
});

it("the same secrets open what they sealed, and others do not", () => {
  const text = "https://x.example/next?token=τ&page=2";
  const sealed = sealOf(["a", "b"], runtimeDigests())?.sealed(text) ?? "";

  expect(sealed).not.toContain("token");
  expect(sealOf(["a", "b"], runtimeDigests())?.opened(sealed)).toBe(text);
  expect(sealOf(["b", "a"], runtimeDigests())?.opened(sealed)).toBeUndefined();
});
