import type { Entry } from "../../entry/entry.ts";
import { isStrongTag, strongMatch } from "../../http/fields/entity-tag.ts";
import { fieldValue, withField, withoutFields } from "../../http/fields/fields.ts";
import { type ByteSpan, parseContentRange } from "../../http/fields/range.ts";
import type { HttpRequest, HttpResponse } from "../../http/messages.ts";
import { canBeCut } from "./range-answer.ts";

/** What of an origin's body follows on what the reader has: so many bytes after so many; `take` is left out where all the rest is wanted. */
export interface RestOfBody {
  readonly skip: number;
  readonly take?: number;
}

const OF_THE_READER: ReadonlySet<string> = new Set([
  "range",
  "if-range",
  "if-match",
  "if-none-match",
  "if-modified-since",
  "if-unmodified-since",
]);

/**
 * The request for the rest of a stored body that cannot be read on (RFC 9110 §13.1.5, §14.2); undefined where no strong entity tag would prove
 * that what comes is of the same state.
 *
 * @param wanted the bytes that are missing; without an end, all from there on
 */
export function requestForRest(
  entry: Entry,
  request: HttpRequest,
  wanted: { readonly start: number; readonly end?: number },
): HttpRequest | undefined {
  const { etag } = entry;
  const isWhole = entry.response.status === 200 && entry.part === undefined;
  if (request.method !== "GET" || !isWhole || etag === undefined || !isStrongTag(etag)) return undefined;
  const headers = withoutFields(request.headers, OF_THE_READER);
  const isAll = wanted.start === 0 && wanted.end === undefined;
  if (isAll || !canBeCut(entry)) return { ...request, headers };
  const range = withField(headers, "Range", `bytes=${wanted.start}-${wanted.end ?? ""}`);
  return { ...request, headers: withField(range, "If-Range", etag) };
}

/** Where the rest stands in the origin's answer; undefined where it is not of the same state, or not what was asked for. */
export function restIn(
  entry: Entry,
  response: HttpResponse,
  wanted: { readonly start: number; readonly end?: number },
): RestOfBody | undefined {
  const { headers, status } = response;
  const tag = fieldValue(headers, "etag");
  const isSame =
    entry.etag !== undefined &&
    tag !== undefined &&
    strongMatch(entry.etag, tag) &&
    response.coding === entry.response.coding &&
    fieldValue(headers, "content-encoding") === fieldValue(entry.response.headers, "content-encoding");
  if (!isSame) return undefined;
  const take = wanted.end === undefined ? {} : { take: wanted.end - wanted.start + 1 };
  if (status === 200) return { skip: wanted.start, ...take };
  const part = status === 206 ? parseContentRange(fieldValue(headers, "content-range") ?? "") : undefined;
  return part !== undefined && isAllOf(part, wanted)
    ? { skip: 0, take: part.end - part.start + 1 }
    : undefined;
}

function isAllOf(
  { start, end, total }: ByteSpan & { readonly total?: number },
  wanted: { readonly start: number; readonly end?: number },
): boolean {
  return start === wanted.start && (wanted.end === undefined ? total === end + 1 : end === wanted.end);
}
