import type { Entry } from "../../entry/entry.ts";
import { inlineBytes } from "../../entry/entry-body.ts";
import { revisedEntry } from "../../entry/revised-entry.ts";
import { isStrongTag, strongMatch } from "../../http/fields/entity-tag.ts";
import { fieldLines, fieldValue, hasField, withField, withoutFields } from "../../http/fields/fields.ts";
import {
  type ByteRange,
  type ContentRange,
  parseByteRange,
  parseContentRange,
  resolveRange,
} from "../../http/fields/range.ts";
import { varyNames } from "../../http/fields/vary.ts";
import type { Bytes, HttpRequest, HttpResponse } from "../../http/messages.ts";
import { freedLifetimes } from "../freshness/lifetimes.ts";
import { freshenedFields } from "../validation/freshened-fields.ts";

const PREFIX = "part:";
const CONTENT_RANGE: ReadonlySet<string> = new Set(["content-range"]);

/**
 * The part of an answer that a 206 holds, where it may be kept: one range of bytes, within what was asked for, of a state that a strong
 * entity tag names (RFC 9111 §3.3, §3.4; RFC 9110 §15.3.7).
 */
export function storablePart(request: HttpRequest, response: HttpResponse): Entry["part"] | undefined {
  const { headers } = response;
  const etag = fieldValue(headers, "etag");
  if (request.method !== "GET" || etag === undefined || !isStrongTag(etag)) return undefined;
  const asked = parseByteRange(fieldValue(request.headers, "range") ?? "");
  const [line = "", ...others] = fieldLines(headers, "content-range");
  const part = others.length === 0 ? parseContentRange(line) : undefined;
  if (asked === undefined || part === undefined || !isWithin(part, asked)) return undefined;
  // A range counts bytes as they were encoded (RFC 9110 §14.1.2); what was decoded has others.
  if (response.coding === "decoded" && hasField(headers, "content-encoding")) return undefined;
  // Each range of such an answer may be of another state.
  return varyNames(headers).includes("range") ? undefined : part;
}

/** The variant of a part: beside the whole one, so that neither ever stands where the other is looked for. */
export function partVariant(variant: string): string {
  return PREFIX + variant;
}

/** Whether an entry holds a part only. Asked of the status too: nothing that is a 206 may ever pass for a whole. */
export function isPart({ part, response }: Entry): boolean {
  return part !== undefined || response.status === 206;
}

/** Whether a stored part has all the bytes that a range asks for. */
export function holdsRange({ start, end, total }: NonNullable<Entry["part"]>, range: ByteRange): boolean {
  if (total === undefined)
    return range.kind === "range" && range.last !== undefined && start <= range.first && range.last <= end;
  const span = resolveRange(range, total);
  // That a range cannot be satisfied is known without a byte of it.
  return span === "unsatisfiable" || (start <= span.start && span.end <= end);
}

/** The request that a stored part is the answer to. */
export function requestForPart(request: HttpRequest, part: NonNullable<Entry["part"]>): HttpRequest {
  return { ...request, headers: withField(request.headers, "Range", `bytes=${part.start}-${part.end}`) };
}

/**
 * A new part together with what is stored of the same state, and as the whole 200 where no byte is missing; the part itself where they cannot
 * be joined: under another validator, with a gap between them, of contradicting lengths, or with bytes outside the record (RFC 9111 §3.4).
 *
 * @param limit a joined body above this stays in two
 */
export function joinedParts(fresh: Entry, stored: readonly Entry[], limit: number): Entry {
  const joined = stored.reduce((entry, other) => joinedWith(entry, other, limit), fresh);
  const { part } = joined;
  return part?.start === 0 && part.total === part.end + 1 ? asWhole(joined) : joined;
}

function joinedWith(fresh: Entry, stored: Entry, limit: number): Entry {
  const [part, other] = [fresh.part, stored.part];
  if (part === undefined || other === undefined || !areOfOneState(fresh, stored)) return fresh;
  const [start, end] = [Math.min(part.start, other.start), Math.max(part.end, other.end)];
  const hasGap = part.start > other.end + 1 || other.start > part.end + 1;
  const total = part.total ?? other.total;
  const contradicts = total !== undefined && ((other.total ?? total) !== total || end >= total);
  if (hasGap || contradicts || end - start + 1 > limit) return fresh;
  const [newBytes, oldBytes] = [bytesOf(fresh), bytesOf(stored)];
  if (newBytes === undefined || oldBytes === undefined) return fresh;
  const body = new Uint8Array(end - start + 1);
  body.set(oldBytes, other.start - start);
  body.set(newBytes, part.start - start);
  return revisedEntry(fresh, {
    part: { start, end, ...(total === undefined ? {} : { total }) },
    body,
    response: {
      status: fresh.response.status,
      statusText: fresh.response.statusText,
      coding: fresh.response.coding,
      headers: withLength(freshenedFields(stored.response.headers, fresh.response.headers), {
        start,
        end,
        ...(total === undefined ? {} : { total }),
      }),
    },
  });
}

function areOfOneState(a: Entry, b: Entry): boolean {
  return (
    a.address.variant === b.address.variant &&
    a.etag !== undefined &&
    b.etag !== undefined &&
    strongMatch(a.etag, b.etag) &&
    a.response.coding === b.response.coding &&
    fieldValue(a.response.headers, "content-encoding") === fieldValue(b.response.headers, "content-encoding")
  );
}

/** The body in its record, if it has the length that the part says. */
function bytesOf({ body, part }: Entry): Bytes | undefined {
  const bytes = inlineBytes(body) ?? undefined;
  return part !== undefined && bytes?.length === part.end - part.start + 1 ? bytes : undefined;
}

function withLength(headers: Entry["response"]["headers"], { start, end, total = "*" }: LengthOfPart) {
  const ranged = withField(headers, "Content-Range", `bytes ${start}-${end}/${total}`);
  return withField(ranged, "Content-Length", String(end - start + 1));
}

type LengthOfPart = Omit<ContentRange, "total"> & { readonly total?: number | "*" };

function asWhole(entry: Entry): Entry {
  const { part: _, ...whole } = revisedEntry(entry, {
    address: { ...entry.address, variant: entry.address.variant.slice(PREFIX.length) },
    lifetimes: freedLifetimes(entry.lifetimes, entry.staleBan),
    response: {
      status: 200,
      statusText: "OK",
      coding: entry.response.coding,
      headers: withoutFields(entry.response.headers, CONTENT_RANGE),
    },
  });
  return whole;
}

/** Whether what was sent lies within what was asked for; it may be less. */
function isWithin({ start, end, total }: ContentRange, asked: ByteRange): boolean {
  if (asked.kind === "range") return start >= asked.first && (asked.last === undefined || end <= asked.last);
  return total !== undefined && start >= total - asked.length;
}
