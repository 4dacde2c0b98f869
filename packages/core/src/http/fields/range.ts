import { parseDigits } from "./delta-seconds.ts";
import { listMembers, trimWhitespace } from "./fields.ts";

/** One range of bytes as asked for: from `first`, to `last` inclusive or the end; or the last `length` bytes. */
export type ByteRange =
  | { readonly kind: "range"; readonly first: number; readonly last?: number }
  | { readonly kind: "suffix"; readonly length: number };

/** Offsets of bytes, both inclusive, as `Content-Range` counts. */
export interface ByteSpan {
  readonly start: number;
  readonly end: number;
}

/** What a 206 says it holds. `total` is absent where the sender did not know it. */
export interface ContentRange extends ByteSpan {
  readonly total?: number;
}

/**
 * Reads `Range` where it asks for a single range of bytes (RFC 9110 §14.1.2, §14.2): `a-b`, `a-` or `-n`.
 *
 * Undefined for several ranges, a foreign unit or what cannot be read: such a request is passed on as it is. Numbers beyond 2^53 count as 2^53-1.
 */
export function parseByteRange(value: string): ByteRange | undefined {
  const text = trimWhitespace(value);
  if (text.slice(0, 6).toLowerCase() !== "bytes=") return undefined;
  const [spec, second] = listMembers(text.slice(6));
  if (spec === undefined || second !== undefined) return undefined;
  const dash = spec.indexOf("-");
  if (dash === -1) return undefined;
  const last = parseDigits(spec.slice(dash + 1), Number.MAX_SAFE_INTEGER);
  if (dash === 0) return last === undefined ? undefined : { kind: "suffix", length: last };
  const first = parseDigits(spec.slice(0, dash), Number.MAX_SAFE_INTEGER);
  if (first === undefined) return undefined;
  if (dash === spec.length - 1) return { kind: "range", first };
  return last === undefined || last < first ? undefined : { kind: "range", first, last };
}

/** The bytes that a range selects of so many, or that it selects none (RFC 9110 §14.1.2): then the answer is 416. */
export function resolveRange(range: ByteRange, total: number): ByteSpan | "unsatisfiable" {
  if (range.kind === "suffix") {
    if (range.length === 0 || total === 0) return "unsatisfiable";
    return { start: Math.max(0, total - range.length), end: total - 1 };
  }
  if (range.first >= total) return "unsatisfiable";
  return { start: range.first, end: Math.min(range.last ?? total - 1, total - 1) };
}

/** Reads `Content-Range` of a 206 (RFC 9110 §14.4): `bytes 0-4/10` or `bytes 0-4/*`. Undefined where it names no bytes (as in a 416), for a foreign unit, or offsets that contradict each other. */
export function parseContentRange(value: string): ContentRange | undefined {
  const text = trimWhitespace(value);
  if (text.slice(0, 6).toLowerCase() !== "bytes ") return undefined;
  const dash = text.indexOf("-");
  const slash = text.indexOf("/");
  if (dash === -1 || slash < dash) return undefined;
  const start = exactNumber(text.slice(6, dash));
  const end = exactNumber(text.slice(dash + 1, slash));
  if (start === undefined || end === undefined || end < start) return undefined;
  if (text.slice(slash + 1) === "*") return { start, end };
  const total = exactNumber(text.slice(slash + 1));
  return total === undefined || end >= total ? undefined : { start, end, total };
}

/** Undefined where the number cannot be told exactly: an offset must not be rounded. */
function exactNumber(text: string): number | undefined {
  const value = parseDigits(text, Number.MAX_SAFE_INTEGER);
  return value === Number.MAX_SAFE_INTEGER ? undefined : value;
}
