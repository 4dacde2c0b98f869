import type { Entry } from "../../entry/entry.ts";
import { isStrongTag, strongMatch } from "../../http/fields/entity-tag.ts";
import { fieldValue, hasField, withField, withoutFields } from "../../http/fields/fields.ts";
import { type ByteRange, type ByteSpan, parseByteRange, resolveRange } from "../../http/fields/range.ts";
import type { HeaderList, HttpRequest } from "../../http/messages.ts";

/** The part of a stored answer that a request asks for, as a span of its stored body; or that there is no such part. */
export type RangeAnswer =
  | { readonly kind: "part"; readonly span: ByteSpan; readonly headers: HeaderList }
  | { readonly kind: "unsatisfiable"; readonly headers: HeaderList };

/** The one range of bytes that a request asks for, where it can be told from what is stored (RFC 9110 §14.2). */
export function askedRange({ method, headers }: HttpRequest): ByteRange | undefined {
  const range = method === "GET" && headers.length > 0 ? fieldValue(headers, "range") : undefined;
  return range === undefined ? undefined : parseByteRange(range);
}

/**
 * The answer to a Range request from a whole stored 200, or from a stored part that has it (RFC 9110 §14.2, §15.3.7, §15.5.17); undefined: the whole answer is due.
 *
 * @param headers the fields as they are handed out
 * @param length of the stored body; undefined where parts of it cannot be told, and the whole is due
 */
export function rangeAnswer(
  entry: Entry,
  request: HttpRequest,
  headers: HeaderList,
  length: () => number | undefined,
): RangeAnswer | undefined {
  const range = askedRange(request);
  if (range === undefined || !canBeCut(entry) || !isSameState(entry, request)) return undefined;
  const bytes = length();
  if (bytes === undefined) return undefined;
  const total = entry.part === undefined ? bytes : entry.part.total;
  // Of a part of something whose end nobody knows, only a range with an end is ever asked.
  const span = resolveRange(range, total ?? Number.MAX_SAFE_INTEGER);
  if (span === "unsatisfiable") {
    return {
      kind: "unsatisfiable",
      headers: withField(withoutFields(headers, OF_THE_BODY), "Content-Range", `bytes */${total}`),
    };
  }
  const part = withField(headers, "Content-Range", `bytes ${span.start}-${span.end}/${total ?? "*"}`);
  const storedFrom = entry.part?.start ?? 0;
  return {
    kind: "part",
    span: { start: span.start - storedFrom, end: span.end - storedFrom },
    headers: withField(part, "Content-Length", String(span.end - span.start + 1)),
  };
}

const OF_THE_BODY: ReadonlySet<string> = new Set(["content-length", "content-type", "content-encoding"]);

/** Whether bytes of the stored body are bytes of the representation: a range counts those as they were encoded (RFC 9110 §14.1.2). */
export function canBeCut({ response, part }: Entry): boolean {
  return (
    response.status === (part === undefined ? 200 : 206) &&
    (response.coding === "wire" || !hasField(response.headers, "content-encoding"))
  );
}

/** If-Range: the part of the stored state, or else the whole of today's (RFC 9110 §13.1.5). */
export function isSameState(entry: Entry, { headers }: HttpRequest): boolean {
  const condition = fieldValue(headers, "if-range");
  if (condition === undefined) return true;
  if (isStrongTag(condition)) return entry.etag !== undefined && strongMatch(condition, entry.etag);
  return entry.lastModified === condition;
}
