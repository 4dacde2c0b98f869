import { isToken } from "../../http/fields/fields.ts";

/** Frame v1, big-endian: the fixed block, lengths of all strings, texts, tokens, body. Strings are UTF-8. */
export const OFFSET = {
  version: 3,
  checksum: 4,
  flags: 8,
  staleBan: 9,
  status: 10,
  headerCount: 12,
  variedCount: 16,
  varyCount: 20,
  tagCount: 24,
  textBytes: 28,
  tokenBytes: 32,
  bodyBytes: 36,
  usableFromMs: 44,
  freshUntilMs: 52,
  freeUntilMs: 60,
  whileRevalidateUntilMs: 68,
  ifErrorUntilMs: 76,
  removeAtMs: 84,
  baseAgeMs: 92,
  receivedAtMs: 100,
  createdAtMs: 108,
} as const;

export const MAGIC = 0xf27263;
export const FIXED_BYTES = 116;
/** Start, end and total of a part, where the flag says that there is one. */
export const PART_BYTES = 24;

export const BODY_KIND = { none: 0, bytes: 1, text: 2, ref: 3 } as const;
export const FLAG = {
  bodyKind: 3,
  wire: 4,
  part: 8,
  partTotal: 16,
  etag: 32,
  lastModified: 64,
  finalUrl: 128,
} as const;
/** Of the byte that names the ban: the lengths of the body's chunks stand among the texts. */
export const CHUNKS_FLAG = 128;
export const STALE_BANS = ["no-cache", "must-revalidate", "proxy-revalidate", "s-maxage"] as const;

/** Texts that every frame begins with: target, selector, variant, revision, URL, status text. The first five are never empty. */
export const FIRST_TEXTS = 6;
const FILLED_TEXTS = 5;

/** Where the strings of a frame stand. Texts: the first ones, header values, varied values, tags, validators, final URL, lengths of chunks, reference. Tokens: header names, varied names, vary, method. */
export interface FrameLayout {
  readonly flags: number;
  readonly hasChunks: boolean;
  readonly headerCount: number;
  readonly variedCount: number;
  readonly varyCount: number;
  readonly tagCount: number;
  readonly textCount: number;
  readonly tokenCount: number;
  readonly lengthsAt: number;
  readonly textsAt: number;
  readonly tokensAt: number;
  readonly bodyAt: number;
}

/** Reads the layout; undefined where the lengths do not add up to exactly the bytes there are. Allocates nothing that a stored length could blow up. */
export function frameLayout(view: DataView): FrameLayout | undefined {
  const flags = view.getUint8(OFFSET.flags);
  const hasChunks = (view.getUint8(OFFSET.staleBan) & CHUNKS_FLAG) !== 0;
  const headerCount = view.getUint32(OFFSET.headerCount);
  const variedCount = view.getUint32(OFFSET.variedCount);
  const varyCount = view.getUint32(OFFSET.varyCount);
  const tagCount = view.getUint32(OFFSET.tagCount);
  const optional =
    (flags & FLAG.etag ? 1 : 0) +
    (flags & FLAG.lastModified ? 1 : 0) +
    (flags & FLAG.finalUrl ? 1 : 0) +
    (hasChunks ? 1 : 0) +
    (bodyKind(flags) === BODY_KIND.ref ? 3 : 0);
  const textCount = FIRST_TEXTS + headerCount + variedCount + tagCount + optional;
  const tokenCount = headerCount + variedCount + varyCount + 1;
  const lengthsAt = FIXED_BYTES + (flags & FLAG.part ? PART_BYTES : 0);
  const textsAt = lengthsAt + 4 * (textCount + tokenCount);
  const tokensAt = textsAt + view.getUint32(OFFSET.textBytes);
  const bodyAt = tokensAt + view.getUint32(OFFSET.tokenBytes);
  const inline = bodyKind(flags) === BODY_KIND.ref ? 0 : view.getFloat64(OFFSET.bodyBytes);
  if (inline < 0 || bodyAt + inline !== view.byteLength) return undefined;
  if (bodyKind(flags) === BODY_KIND.none && inline !== 0) return undefined;
  if (sumOfLengths(view, lengthsAt, textCount) !== tokensAt - textsAt) return undefined;
  if (sumOfLengths(view, lengthsAt + 4 * textCount, tokenCount) !== bodyAt - tokensAt) return undefined;
  return {
    flags,
    hasChunks,
    headerCount,
    variedCount,
    varyCount,
    tagCount,
    textCount,
    tokenCount,
    lengthsAt,
    textsAt,
    tokensAt,
    bodyAt,
  };
}

export function bodyKind(flags: number): number {
  return flags & FLAG.bodyKind;
}

/**
 * Whether all strings are plain: printable ASCII, tokens where tokens belong, nothing empty that may not be.
 * Then reading them later cannot fail, and they need no further check.
 */
export function hasPlainStrings(view: DataView, bytes: Uint8Array, layout: FrameLayout): boolean {
  for (let i = 0; i < FILLED_TEXTS; i++) if (view.getUint32(layout.lengthsAt + 4 * i) === 0) return false;
  const firstToken = layout.lengthsAt + 4 * layout.textCount;
  for (let i = 0; i < layout.tokenCount; i++) if (view.getUint32(firstToken + 4 * i) === 0) return false;
  return (
    isPrintableAscii(view, layout.textsAt, layout.tokensAt) &&
    isTokenBytes(bytes, layout.tokensAt, layout.bodyAt)
  );
}

function sumOfLengths(view: DataView, at: number, count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += view.getUint32(at + 4 * i);
  return sum;
}

/** Four bytes a step: a byte from 0x80 has its top bit set, and one below 0x20 borrows when 0x20 is taken away. */
function isPrintableAscii(view: DataView, from: number, to: number): boolean {
  let odd = 0;
  let i = from;
  for (; i + 4 <= to; i += 4) {
    const four = view.getInt32(i);
    odd |= four | ((four - 0x20202020) & ~four);
  }
  for (; i < to; i++) {
    const one = view.getUint8(i);
    odd |= one | (one - 0x20);
  }
  return (odd & 0x80808080) === 0;
}

let tokenBytes: Uint8Array | undefined;

function isTokenBytes(bytes: Uint8Array, from: number, to: number): boolean {
  tokenBytes ??= Uint8Array.from({ length: 256 }, (_, byte) => (isToken(String.fromCharCode(byte)) ? 1 : 0));
  let all = 1;
  for (let i = from; i < to; i++) all &= tokenBytes[bytes[i] ?? 0] ?? 0;
  return all === 1;
}
