import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { sha256, toBase64Url } from "./sha256.ts";

it("agrees with node:crypto at every length around a block's end", () => {
  for (let length = 0; length <= 260; length++) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 31 + length) & 0xff);
    const expected = createHash("sha256").update(bytes).digest("base64url");
    expect([length, toBase64Url(sha256(bytes))]).toEqual([length, expected]);
  }
});
