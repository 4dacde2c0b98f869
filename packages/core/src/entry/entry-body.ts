import type { Bytes } from "../http/messages.ts";
import { type Entry, isBodyRef } from "./entry.ts";

/** The length of a body in bytes; of a text, in UTF-8. */
export function bodyBytes(body: Entry["body"]): number {
  if (body === null) return 0;
  if (typeof body === "string") return utf8Length(body);
  return isBodyRef(body) ? body.bytes : body.byteLength;
}

/** The bytes that stand in the record itself: a text as UTF-8, `null` where there is no body, undefined where it stands outside. */
export function inlineBytes(body: Entry["body"]): Bytes | null | undefined {
  if (body === null) return null;
  if (typeof body === "string") return new TextEncoder().encode(body);
  return isBodyRef(body) ? undefined : body;
}

function utf8Length(text: string): number {
  let length = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    length += unit < 0x800 ? 1 : 2;
    if (unit >= 0xd800 && unit < 0xdc00 && isLowSurrogate(text.charCodeAt(i + 1))) i++;
  }
  return length;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}
