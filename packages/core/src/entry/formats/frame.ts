import type { RecordFault } from "../../contracts/serializer.ts";
import { type Address, type Entry, isBodyRef } from "../entry.ts";
import { bodyBytes, inlineBytes } from "../entry-body.ts";
import { givesCopies } from "../own-entry.ts";
import { revisedEntry } from "../revised-entry.ts";
import { hasValidNumbers, isBodyAllowed, isValidEntry } from "../valid-entry.ts";
import { chunkBytesText } from "./chunk-bytes.ts";
import { FORMAT_VERSION, isReadableVersion } from "./format-version.ts";
import { Frame, FrameEntry } from "./frame-entry.ts";
import {
  BODY_KIND,
  bodyKind,
  CHUNKS_FLAG,
  FIXED_BYTES,
  FLAG,
  frameLayout,
  hasPlainStrings,
  MAGIC,
  OFFSET,
  PART_BYTES,
  STALE_BANS,
} from "./frame-layout.ts";

/** A CRC-32 of the bytes, unsigned, continuing from `seed` (0 if left out). */
export type Checksum = (bytes: Uint8Array, seed?: number) => number;

const FOREIGN = /* @__PURE__ */ Object.freeze({ fault: "foreign" } as const);
const CORRUPT = /* @__PURE__ */ Object.freeze({ fault: "corrupt" } as const);
const CHECKED_FROM = OFFSET.flags;

/**
 * An entry in the compact binary form: a fixed block of numbers, then all strings, then the body as it is.
 *
 * The address stands in it, under the checksum, so that a record pasted under another key is detected.
 * Texts are kept as UTF-8; a lone surrogate becomes U+FFFD.
 */
export function encodeFrame(given: Entry, at: Address, checksum: Checksum): Uint8Array<ArrayBuffer> {
  // Its body is looked at several times: once is a copy enough.
  const entry = givesCopies(given) ? revisedEntry(given) : given;
  const texts = textsOf(entry, at);
  const tokens = tokensOf(entry);
  const strings = encodeStrings([...texts, ...tokens]);
  const body = inlineBytes(entry.body);
  const lengthsAt = FIXED_BYTES + (entry.part ? PART_BYTES : 0);
  const textsAt = lengthsAt + 4 * strings.lengths.length;
  const bytes = new Uint8Array(textsAt + strings.bytes.length + (body?.length ?? 0));
  const view = new DataView(bytes.buffer);
  const textBytes = sumOf(strings.lengths, texts.length);
  view.setUint32(OFFSET.textBytes, textBytes);
  view.setUint32(OFFSET.tokenBytes, strings.bytes.length - textBytes);
  writeNumbers(view, entry);
  strings.lengths.forEach((length, i) => {
    view.setUint32(lengthsAt + 4 * i, length);
  });
  bytes.set(strings.bytes, textsAt);
  if (body) bytes.set(body, textsAt + strings.bytes.length);
  view.setUint32(0, MAGIC * 0x100 + FORMAT_VERSION);
  view.setUint32(OFFSET.checksum, checksum(bytes.subarray(CHECKED_FROM)));
  return bytes;
}

/**
 * The entry of a frame. Never throws.
 *
 * Numbers are read at once; strings and body when they are first asked for, from `bytes`, which must not change after.
 * Fields of the entry may be getters, so a spread would lose them: change it by `revisedEntry`.
 *
 * @returns `foreign` for another magic or version; `corrupt` where the checksum, the lengths, the address or a value is wrong
 */
export function decodeFrame(
  bytes: Uint8Array,
  at: Address,
  checksum: Checksum,
): { readonly entry: Entry } | { readonly fault: RecordFault } {
  // Not `instanceof`: test runners with realms of their own hand over another realm's arrays.
  if (!ArrayBuffer.isView(bytes) || bytes.BYTES_PER_ELEMENT !== 1 || bytes.byteLength <= OFFSET.version)
    return FOREIGN;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0) >>> 8 !== MAGIC || !isReadableVersion(view.getUint8(OFFSET.version))) return FOREIGN;
  if (bytes.byteLength < FIXED_BYTES) return CORRUPT;
  if (checksum(bytes.subarray(CHECKED_FROM)) !== view.getUint32(OFFSET.checksum)) return CORRUPT;
  const layout = frameLayout(view);
  if (!layout || (view.getUint8(OFFSET.staleBan) & ~CHUNKS_FLAG) > STALE_BANS.length) return CORRUPT;
  return checkedEntry(new Frame(view, bytes, layout), at);
}

function checkedEntry(
  frame: Frame,
  at: Address,
): { readonly entry: Entry } | { readonly fault: RecordFault } {
  // The cast: `etag`, `lastModified`, `finalUrl` and `chunkBytes` are getters that answer undefined where Entry leaves the property out.
  const entry = new FrameEntry(frame, at) as Entry;
  const { flags } = frame.layout;
  const isSimple = bodyKind(flags) !== BODY_KIND.ref && (flags & (FLAG.part | FLAG.finalUrl)) === 0;
  if (isSimple && hasPlainStrings(frame.view, frame.bytes, frame.layout)) {
    const bytes = frame.bytes.byteLength - frame.layout.bodyAt;
    const isSound =
      hasValidNumbers(entry) && isBodyAllowed(entry.response.status, bytes) && hasPlainAddress(frame, at);
    return isSound ? { entry } : CORRUPT;
  }
  try {
    const { target, selector, variant } = frame.strings;
    const isHere = target === at.target && selector === at.selector && variant === at.variant;
    return isHere && isValidEntry(entry) ? { entry } : CORRUPT;
  } catch {
    // Not UTF-8.
    return CORRUPT;
  }
}

/** Compares without decoding; the frame's side is known to be ASCII. */
function hasPlainAddress(frame: Frame, { target, selector, variant }: Address): boolean {
  const { textsAt } = frame.layout;
  return (
    isPlainText(frame, 0, textsAt, target) &&
    isPlainText(frame, 1, textsAt + target.length, selector) &&
    isPlainText(frame, 2, textsAt + target.length + selector.length, variant)
  );
}

/** Whether the text of that number is this one, of which each character takes one byte. */
function isPlainText({ view, bytes, layout }: Frame, number: number, from: number, text: string): boolean {
  if (view.getUint32(layout.lengthsAt + 4 * number) !== text.length) return false;
  for (let k = 0; k < text.length; k++) if (bytes[from + k] !== text.charCodeAt(k)) return false;
  return true;
}

function writeNumbers(view: DataView, entry: Entry): void {
  const { lifetimes } = entry;
  view.setUint8(OFFSET.flags, flagsOf(entry));
  view.setUint8(OFFSET.staleBan, banOf(entry) | (entry.chunkBytes === undefined ? 0 : CHUNKS_FLAG));
  view.setUint16(OFFSET.status, entry.response.status);
  view.setUint32(OFFSET.headerCount, entry.response.headers.length);
  view.setUint32(OFFSET.variedCount, entry.request.varied.length);
  view.setUint32(OFFSET.varyCount, entry.vary.length);
  view.setUint32(OFFSET.tagCount, entry.tags.length);
  view.setFloat64(OFFSET.bodyBytes, bodyBytes(entry.body));
  view.setFloat64(OFFSET.usableFromMs, lifetimes.usableFromMs);
  view.setFloat64(OFFSET.freshUntilMs, lifetimes.freshUntilMs);
  view.setFloat64(OFFSET.freeUntilMs, lifetimes.freeUntilMs);
  view.setFloat64(OFFSET.whileRevalidateUntilMs, lifetimes.whileRevalidateUntilMs);
  view.setFloat64(OFFSET.ifErrorUntilMs, lifetimes.ifErrorUntilMs);
  view.setFloat64(OFFSET.removeAtMs, lifetimes.removeAtMs);
  view.setFloat64(OFFSET.baseAgeMs, entry.baseAgeMs);
  view.setFloat64(OFFSET.receivedAtMs, entry.receivedAtMs);
  view.setFloat64(OFFSET.createdAtMs, entry.createdAtMs);
  if (!entry.part) return;
  view.setFloat64(FIXED_BYTES, entry.part.start);
  view.setFloat64(FIXED_BYTES + 8, entry.part.end);
  view.setFloat64(FIXED_BYTES + 16, entry.part.total ?? 0);
}

function banOf({ staleBan }: Entry): number {
  return staleBan ? STALE_BANS.indexOf(staleBan) + 1 : 0;
}

function flagsOf(entry: Entry): number {
  return (
    kindOf(entry.body) |
    (entry.response.coding === "wire" ? FLAG.wire : 0) |
    (entry.part ? FLAG.part : 0) |
    (entry.part?.total === undefined ? 0 : FLAG.partTotal) |
    (entry.etag === undefined ? 0 : FLAG.etag) |
    (entry.lastModified === undefined ? 0 : FLAG.lastModified) |
    (entry.finalUrl === undefined ? 0 : FLAG.finalUrl)
  );
}

function kindOf(body: Entry["body"]): number {
  if (body === null) return BODY_KIND.none;
  if (typeof body === "string") return BODY_KIND.text;
  return isBodyRef(body) ? BODY_KIND.ref : BODY_KIND.bytes;
}

function textsOf(entry: Entry, at: Address): string[] {
  const texts = [at.target, at.selector, at.variant, entry.revision, entry.url, entry.response.statusText];
  for (const [, value] of entry.response.headers) texts.push(value);
  for (const [, value] of entry.request.varied) texts.push(value);
  texts.push(...entry.tags);
  if (entry.etag !== undefined) texts.push(entry.etag);
  if (entry.lastModified !== undefined) texts.push(entry.lastModified);
  if (entry.finalUrl !== undefined) texts.push(entry.finalUrl);
  if (entry.chunkBytes !== undefined) texts.push(chunkBytesText(entry.chunkBytes));
  if (isBodyRef(entry.body)) texts.push(entry.body.id, entry.body.target, entry.body.checksum);
  return texts;
}

function tokensOf(entry: Entry): string[] {
  const tokens: string[] = [];
  for (const [name] of entry.response.headers) tokens.push(name);
  for (const [name] of entry.request.varied) tokens.push(name);
  tokens.push(...entry.vary, entry.request.method);
  return tokens;
}

/** All strings as one run of UTF-8, and the length of each in it. ASCII, the usual case, is encoded in one call. */
function encodeStrings(texts: readonly string[]): { bytes: Uint8Array; lengths: number[] } {
  const encoder = new TextEncoder();
  const bytes = encoder.encode(texts.join(""));
  const lengths = texts.map((text) => text.length);
  if (bytes.length === sumOf(lengths, lengths.length)) return { bytes, lengths };
  // One by one: joined, two lone surrogates could become a pair.
  const parts = texts.map((text) => encoder.encode(text));
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return { bytes: all, lengths: parts.map((part) => part.length) };
}

function sumOf(lengths: readonly number[], count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += lengths[i] ?? 0;
  return sum;
}
