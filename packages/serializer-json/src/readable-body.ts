import type { RecordDocument } from "@rcache/core";
import { fromBase64, toBase64 } from "./base64.ts";
import type { Json } from "./print-json.ts";
import { decodeUtf8 } from "./utf8.ts";

/** Deeper JSON stays a text: indenting it would multiply its length. */
const DEEPEST = 16;

/** A body as a person can read it best, or undefined where the record has none inside. */
export function readableBody(document: RecordDocument): Json | undefined {
  const { bodyText, bodyBytes } = document;
  const text = bodyBytes instanceof Uint8Array ? decodeUtf8(bodyBytes) : bodyText;
  if (typeof text !== "string")
    return bodyBytes instanceof Uint8Array ? { base64: toBase64(bodyBytes) } : undefined;
  const json = sameJson(text);
  return json === undefined ? { text } : { json };
}

/** The fields of the document form that a readable body stands for. Checked no further than they must be to be made. */
export function bodyFields(body: Json | undefined): RecordDocument {
  if (typeof body !== "object" || body === null) return {};
  const { json, text, base64 } = { json: undefined, text: undefined, base64: undefined, ...body };
  if (json !== undefined) return { bodyText: JSON.stringify(json) };
  if (typeof text === "string") return { bodyText: text };
  return typeof base64 === "string" ? { bodyBytes: fromBase64(base64) } : {};
}

/** What a text is as JSON, where writing that again gives the text: no spaces, no other form of a number, no name twice. */
function sameJson(text: string): Json | undefined {
  if (!/^[[{]/.test(text) || depthOf(text) > DEEPEST) return undefined;
  try {
    const json: Json = JSON.parse(text);
    return JSON.stringify(json) === text ? json : undefined;
  } catch {
    return undefined;
  }
}

/** Brackets in texts count too: too deep only means that it is not indented. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < text.length; at++) {
    const bracket = text.charCodeAt(at) | 0x20;
    // "[" and "{" differ in this one bit, and so do "]" and "}".
    if (bracket === 0x7b) depth += 1;
    else if (bracket === 0x7d) depth -= 1;
    if (depth > deepest) deepest = depth;
  }
  return deepest;
}
