import { trimWhitespace } from "./fields.ts";

const DOUBLE_QUOTE = 0x22;

/** Whether the text is an RFC 9110 §8.8.3 entity tag, `"…"` or `W/"…"`. A backslash is an ordinary character in it. */
export function isEntityTag(text: string): boolean {
  const open = text.startsWith("W/") ? 2 : 0;
  const close = closingTagQuote(text, open);
  return close !== -1 && close === text.length - 1;
}

/** Whether the text is an entity tag without `W/`. */
export function isStrongTag(text: string): boolean {
  return !text.startsWith("W/") && isEntityTag(text);
}

/** Strong comparison (RFC 9110 §8.8.3.2): both strong, and the same. What is no entity tag matches nothing. */
export function strongMatch(a: string, b: string): boolean {
  return a === b && isStrongTag(a);
}

/** Weak comparison (RFC 9110 §8.8.3.2): the same but for `W/`. What is no entity tag matches nothing. */
export function weakMatch(a: string, b: string): boolean {
  return opaqueTag(a) === opaqueTag(b) && isEntityTag(a);
}

/**
 * Reads `If-None-Match` or `If-Match` (RFC 9110 §13.1.1, §13.1.2), lines joined: `'*'`, or the tags in order.
 *
 * Members that are no entity tags are left out, so they match nothing.
 */
export function parseEntityTagList(value: string): "*" | readonly string[] {
  if (trimWhitespace(value) === "*") return "*";
  const tags: string[] = [];
  let at = 0;
  while (at < value.length) {
    if (isSeparator(value.charAt(at))) {
      at += 1;
      continue;
    }
    const open = value.startsWith("W/", at) ? at + 2 : at;
    const close = closingTagQuote(value, open);
    if (close !== -1 && endsMember(value, close + 1)) tags.push(value.slice(at, close + 1));
    const comma = value.indexOf(",", close === -1 ? open : close);
    at = comma === -1 ? value.length : comma + 1;
  }
  return tags;
}

function opaqueTag(tag: string): string {
  return tag.startsWith("W/") ? tag.slice(2) : tag;
}

/** Where the opaque tag that opens at `open` closes, or -1 where there is none or a character that it cannot hold comes first. */
function closingTagQuote(text: string, open: number): number {
  if (text.charCodeAt(open) !== DOUBLE_QUOTE) return -1;
  for (let at = open + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === DOUBLE_QUOTE) return at;
    if (code <= 0x20 || code === 0x7f) return -1;
  }
  return -1;
}

function endsMember(text: string, start: number): boolean {
  let at = start;
  while (text.charAt(at) === " " || text.charAt(at) === "\t") at += 1;
  return at === text.length || text.charAt(at) === ",";
}

function isSeparator(character: string): boolean {
  return character === "," || character === " " || character === "\t";
}
