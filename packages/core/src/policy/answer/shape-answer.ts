import type { Entry } from "../../entry/entry.ts";
import { parseEntityTagList, weakMatch } from "../../http/fields/entity-tag.ts";
import { fieldValue, withField, withoutFields } from "../../http/fields/fields.ts";
import { parseHttpDate } from "../../http/fields/http-date.ts";
import type { ByteSpan } from "../../http/fields/range.ts";
import type { HeaderList, HttpRequest, Instant } from "../../http/messages.ts";
import { currentAgeMs, dateOf } from "../freshness/current-age.ts";
import { rangeAnswer } from "./range-answer.ts";
import { type Asker, COOKIE_FIELDS, openedFields } from "./secret-fields.ts";

/** Who gets a stored answer, and when. */
export interface Asked extends Asker {
  readonly request: HttpRequest;
  readonly nowMs: Instant;
  /** Cookies of the 304 that confirmed it just now: this caller's. */
  readonly ownCookies?: HeaderList | undefined;
}

/** What of a stored answer the caller gets. */
export interface ShapedAnswer {
  readonly status: number;
  readonly statusText: string;
  readonly headers: HeaderList;
  /** What of the stored body; a span counts its last byte in. */
  readonly body: "whole" | "none" | ByteSpan;
}

/** Fields of a 304 (RFC 9110 §15.4.5). */
const OF_A_304: ReadonlySet<string> = new Set([
  "etag",
  "date",
  "cache-control",
  "content-location",
  "expires",
  "vary",
  "age",
  "last-modified",
]);

/**
 * The whole answer, its head, a part of it, or a 304 where the caller's own conditions say that it has it (RFC 9111 §4.3.2).
 *
 * @param length of the stored body; asked only where a part is wanted
 */
export function shapeAnswer(entry: Entry, asked: Asked, length: () => number | undefined): ShapedAnswer {
  const { request, nowMs } = asked;
  const { status, statusText } = entry.response;
  const headers = servedHeaders(entry, asked);
  if (request.headers.length > 0 && hasCurrentCopy(entry, request, nowMs)) {
    const kept = headers.filter(([name]) => OF_A_304.has(name.toLowerCase()));
    return { status: 304, statusText: "Not Modified", headers: kept, body: "none" };
  }
  const range = request.headers.length > 0 ? rangeAnswer(entry, request, headers, length) : undefined;
  if (range?.kind === "part")
    return { status: 206, statusText: "Partial Content", headers: range.headers, body: range.span };
  if (range !== undefined)
    return { status: 416, statusText: "Range Not Satisfiable", headers: range.headers, body: "none" };
  return { status, statusText, headers, body: request.method === "HEAD" ? "none" : "whole" };
}

/**
 * Stored fields as they are handed out: secrets opened, cookies the caller's own only, with the current age where the profile generates one
 * (RFC 9111 §5.1).
 */
export function servedHeaders(entry: Entry, asked: Asked): HeaderList {
  const headers = withOwnCookies(openedFields(entry.response.headers, asked), asked);
  return asked.settings.profile.generatesAge
    ? withField(headers, "age", String(Math.floor(currentAgeMs(entry, asked.nowMs) / 1_000)))
    : headers;
}

/** Another cache over the same store may have stored others' cookies. */
function withOwnCookies(headers: HeaderList, { settings, ownCookies }: Asked): HeaderList {
  if (settings.replaySetCookie) return headers;
  const isStored = headers.some(([name]) => name.length === 10 && COOKIE_FIELDS.has(name.toLowerCase()));
  const others = isStored ? withoutFields(headers, COOKIE_FIELDS) : headers;
  return ownCookies === undefined ? others : [...others, ...ownCookies];
}

/** Whether a condition can be judged by the entry's validators: it is what a GET selects, or a part of that (RFC 9111 §4.3.2). */
function hasOwnState({ response: { status }, part }: Entry): boolean {
  return status === 200 || (status === 206 && part !== undefined);
}

/** RFC 9110 §13.2.2: If-None-Match decides where it is there, else If-Modified-Since. */
function hasCurrentCopy(entry: Entry, { method, headers }: HttpRequest, nowMs: Instant): boolean {
  if ((method !== "GET" && method !== "HEAD") || !hasOwnState(entry)) return false;
  const tags = fieldValue(headers, "if-none-match");
  if (tags !== undefined) {
    const list = parseEntityTagList(tags);
    return list === "*" || list.some((tag) => entry.etag !== undefined && weakMatch(tag, entry.etag));
  }
  const since = fieldValue(headers, "if-modified-since");
  const sinceMs = since === undefined ? undefined : parseHttpDate(since, nowMs);
  if (sinceMs === undefined) return false;
  const changedMs = entry.lastModified === undefined ? undefined : parseHttpDate(entry.lastModified, nowMs);
  return (changedMs ?? dateOf(entry.response.headers, nowMs) ?? entry.receivedAtMs) <= sinceMs;
}
