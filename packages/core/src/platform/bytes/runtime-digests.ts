import type { Digests } from "../../key/digests.ts";
import { toBase64Url } from "../../key/sha256.ts";
import { boundedMap } from "../maps/bounded-map.ts";
import { digest } from "./digest.ts";

/** 144 bits: more than enough against accidents and birthdays, short enough for every store's keys. */
const DIGEST_BYTES = 18;
const REMEMBERED = 1_000;
const REMEMBERED_LENGTH = 2_000;

/** SHA-256 by the runtime, cut; digests of short texts are remembered, because credentials come back with every request. */
export function runtimeDigests(): Digests {
  const remembered = boundedMap<string, string>(REMEMBERED);
  const bytes = (input: Uint8Array): string => toBase64Url(digest(input).subarray(0, DIGEST_BYTES));
  return {
    bytes,
    text(text) {
      const known = remembered.get(text);
      if (known !== undefined) return known;
      const result = bytes(new TextEncoder().encode(text));
      if (text.length <= REMEMBERED_LENGTH) remembered.set(text, result);
      return result;
    },
  };
}
