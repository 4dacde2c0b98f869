import type { RecordDocument } from "../contracts/serializer.ts";
import { utf8Text } from "../http/utf8.ts";

/** What JSON can hold, and YAML without tags. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };

/**
 * A flat document in a form for people: `headers` and `varied` are lists of pairs, and `body` has either `text`, if it is UTF-8, or
 * `base64`. All other fields are as in the document.
 */
export type ReadableRecord = Readonly<Record<string, JsonValue>>;

// Of this module only: both are in every runtime, and core has neither the DOM's types nor Node's.
declare const btoa: (latin1: string) => string;
declare const atob: (base64: string) => string;

/** More arguments at once than this are too many for some engines. */
const BYTES_AT_ONCE = 8192;

/** Converts a document to a form for people. {@link fromReadable} converts it back. */
export function toReadable(document: RecordDocument): ReadableRecord {
  const { variedNames, variedValues, headerNames, headerValues, bodyText, bodyBytes, ...fields } = document;
  return {
    // The cast: what is left of the document form are scalars and lists of texts.
    ...(fields as ReadableRecord),
    varied: pairs(variedNames, variedValues),
    headers: pairs(headerNames, headerValues),
    ...readableBody(bodyText, bodyBytes),
  };
}

/**
 * Converts what {@link toReadable} returned back to a document. It checks fields only as far as it needs to: the cache checks the rest.
 *
 * @throws TypeError if a header is not a pair of texts; the runtime's error if a text is not base64
 */
export function fromReadable(record: Readonly<Record<string, unknown>>): RecordDocument {
  const { varied, headers, body, ...fields } = record;
  return {
    // The cast: core checks every field it knows, and looks at no other.
    ...(fields as RecordDocument),
    ...columns("varied", varied),
    ...columns("header", headers),
    ...bodyFields(body),
  };
}

function readableBody(text: unknown, bytes: unknown): ReadableRecord {
  if (typeof text === "string") return { body: { text } };
  if (!(bytes instanceof Uint8Array)) return {};
  const decoded = utf8Text(bytes);
  return { body: decoded === undefined ? { base64: toBase64(bytes) } : { text: decoded } };
}

function bodyFields(body: unknown): RecordDocument {
  if (typeof body !== "object" || body === null) return {};
  if ("text" in body && typeof body.text === "string") return { bodyText: body.text };
  if ("base64" in body && typeof body.base64 === "string") return { bodyBytes: fromBase64(body.base64) };
  return {};
}

function pairs(names: unknown, values: unknown): readonly (readonly string[])[] {
  if (!isTexts(names) || !isTexts(values)) return [];
  return names.map((name, at) => [name, values[at] ?? ""]);
}

function columns(of: "varied" | "header", list: unknown): RecordDocument {
  if (!Array.isArray(list)) return {};
  const column = (at: 0 | 1): string[] => list.map((pair: unknown) => textAt(pair, at));
  return { [`${of}Names`]: column(0), [`${of}Values`]: column(1) };
}

function textAt(pair: unknown, at: 0 | 1): string {
  const text: unknown = Array.isArray(pair) && pair.length === 2 ? pair[at] : undefined;
  if (typeof text === "string") return text;
  throw new TypeError("a header is a pair of texts");
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value);
}

/** By the runtime's own encoder where there is one. */
function toBase64(bytes: Uint8Array): string {
  // The cast: it is not in the types of every runtime.
  const own = bytes as { toBase64?: () => string };
  if (own.toBase64 !== undefined) return own.toBase64();
  // The cast: nor is this.
  const { Buffer: buffers } = globalThis as { Buffer?: NodeBuffer };
  const { buffer, byteOffset, byteLength } = bytes;
  return buffers?.from(buffer, byteOffset, byteLength).toString("base64") ?? portableToBase64(bytes);
}

function portableToBase64(bytes: Uint8Array): string {
  let latin1 = "";
  for (let at = 0; at < bytes.length; at += BYTES_AT_ONCE) {
    // Not spread: walking over bytes by their iterator is thirty times slower.
    latin1 += Reflect.apply(String.fromCharCode, undefined, bytes.subarray(at, at + BYTES_AT_ONCE));
  }
  return btoa(latin1);
}

interface NodeBuffer {
  from(text: string, encoding: "base64"): Uint8Array;
  from(memory: ArrayBufferLike, start: number, length: number): { toString(encoding: "base64"): string };
}

/** By the runtime's own decoder where there is one: a hit in a file of 10 KB takes a third of the time. @throws for what is no base64 */
function fromBase64(text: string): Uint8Array {
  // The cast: it is not in the types of every runtime.
  const { fromBase64: native } = Uint8Array as { fromBase64?: (base64: string) => Uint8Array };
  if (native !== undefined) return native.call(Uint8Array, text);
  // The cast: nor is this.
  const { Buffer: buffers } = globalThis as { Buffer?: NodeBuffer };
  return (buffers && strictly(buffers, text)) ?? portableFromBase64(text);
}

/** Node's decoder takes more than base64, and passes over what it does not know: then undefined. */
function strictly(buffers: NodeBuffer, text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0 || text.includes("-") || text.includes("_")) return undefined;
  const padding = text.endsWith("==") ? 2 : Number(text.endsWith("="));
  const bytes = buffers.from(text, "base64");
  if (bytes.length !== (text.length / 4) * 3 - padding) return undefined;
  // Of its own: a short one is a piece of a buffer that others share.
  return new Uint8Array(bytes);
}

function portableFromBase64(text: string): Uint8Array {
  const latin1 = atob(text);
  const bytes = new Uint8Array(latin1.length);
  for (let at = 0; at < latin1.length; at++) bytes[at] = latin1.charCodeAt(at);
  return bytes;
}
