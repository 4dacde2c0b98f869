import type { Lookup } from "../../entry/entry.ts";
import { toBase64Url } from "../../key/sha256.ts";
import { digest } from "../../platform/bytes/digest.ts";

/** What every key of the backend begins with. */
export const KEY_PREFIX = "rcache:";
/** What the keys of records begin with. */
export const GROUP_PREFIX: string = `${KEY_PREFIX}r:`;
/** What the keys of targets begin with. */
export const TARGET_PREFIX: string = `${KEY_PREFIX}t:`;
export const GENERATION_KEY: string = `${KEY_PREFIX}g`;

const MAX_PART = 240;
/** Not printable ASCII, or with a meaning of its own in a key. */
const ESCAPED = /[^\x21-\x7e]|[%|#]/gu;

/** The key of all variants of a request: printable, at most 512 characters, another one for every target and selector. */
export function groupKey({ target, selector }: Lookup): string {
  return `${groupPrefix(target)}${part(selector)}`;
}

/** What the keys of all requests to a target begin with, and no other key. */
export function groupPrefix(target: string): string {
  return `${GROUP_PREFIX}${part(target)}|`;
}

/** The key of a target's epoch. */
export function targetKey(target: string): string {
  return `${TARGET_PREFIX}${part(target)}`;
}

/** Escaped, or digested where that is too long; a digest begins with `#`, which is escaped elsewhere. */
function part(text: string): string {
  const escaped = text.replace(ESCAPED, percentEncoded);
  return escaped.length <= MAX_PART ? escaped : `#${toBase64Url(digest(new TextEncoder().encode(text)))}`;
}

function percentEncoded(character: string): string {
  let text = "";
  for (const byte of new TextEncoder().encode(character)) text += `%${byte.toString(16).padStart(2, "0")}`;
  return text;
}
