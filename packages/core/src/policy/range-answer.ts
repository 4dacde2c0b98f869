import type { Entry } from "../entry/entry.ts";
import { isStrongTag, strongMatch } from "../http/entity-tag.ts";
import { fieldValue, hasField, withField, withoutFields } from "../http/fields.ts";
import type { HeaderList, HttpRequest } from "../http/messages.ts";
import { type ByteSpan, parseByteRange, resolveRange } from "../http/range.ts";

/** The part of a stored answer that a request asks for, or that there is no such part. */
export type RangeAnswer =
  | { readonly kind: "part"; readonly span: ByteSpan; readonly headers: HeaderList }
  | { readonly kind: "unsatisfiable"; readonly headers: HeaderList };

/** Whether a request asks for one range of bytes that can be told from what is stored (RFC 9110 §14.2). */
export function asksForRange({ method, headers }: HttpRequest): boolean {
  const range = fieldValue(headers, "range");
  return method === "GET" && range !== undefined && parseByteRange(range) !== undefined;
}

/**
 * The answer to a Range request from a whole stored 200 (RFC 9110 §14.2, §15.3.7, §15.5.17); undefined: the whole answer is due.
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
  const range = parseByteRange(fieldValue(request.headers, "range") ?? "");
  if (range === undefined || request.method !== "GET" || !canBeCut(entry) || !isSameState(entry, request))
    return undefined;
  const total = length();
  if (total === undefined) return undefined;
  const span = resolveRange(range, total);
  if (span === "unsatisfiable") {
    return {
      kind: "unsatisfiable",
      headers: withField(withoutFields(headers, OF_THE_BODY), "Content-Range", `bytes */${total}`),
    };
  }
  const part = withField(headers, "Content-Range", `bytes ${span.start}-${span.end}/${total}`);
  return {
    kind: "part",
    span,
    headers: withField(part, "Content-Length", String(span.end - span.start + 1)),
  };
}

const OF_THE_BODY: ReadonlySet<string> = new Set(["content-length", "content-type", "content-encoding"]);

// A range counts bytes of the representation as it was encoded (RFC 9110 §14.1.2); what was decoded has others.
function canBeCut({ response, part }: Entry): boolean {
  return (
    response.status === 200 &&
    part === undefined &&
    (response.coding === "wire" || !hasField(response.headers, "content-encoding"))
  );
}

/** If-Range: the part of the stored state, or else the whole of today's (RFC 9110 §13.1.5). */
function isSameState(entry: Entry, { headers }: HttpRequest): boolean {
  const condition = fieldValue(headers, "if-range");
  if (condition === undefined) return true;
  if (isStrongTag(condition)) return entry.etag !== undefined && strongMatch(condition, entry.etag);
  return entry.lastModified === condition;
}
