import { isFieldValue, isToken } from "../http/fields/fields.ts";
import type { HeaderList } from "../http/messages.ts";
import { isNullBodyStatus } from "../http/status.ts";
import { type Entry, isBodyRef } from "./entry.ts";
import { bodyBytes } from "./entry-body.ts";

/**
 * Whether an entry may be handed out. A decoder asks this of what it read: somebody may have edited the record, and a line break in a
 * header, a status that no message has, or a body where none can be must never reach a caller.
 *
 * Statuses are 200 to 599: an interim response is never stored.
 */
export function isValidEntry(entry: Entry): boolean {
  return (
    isFilled(entry.address.target) &&
    isFilled(entry.address.selector) &&
    isFilled(entry.address.variant) &&
    isFilled(entry.revision) &&
    isFilled(entry.url) &&
    isUrl(entry.finalUrl) &&
    isToken(entry.request.method) &&
    isHeaderList(entry.request.varied) &&
    isHeaderList(entry.response.headers) &&
    isFieldValue(entry.response.statusText) &&
    entry.vary.every(isToken) &&
    hasValidValidators(entry) &&
    hasValidNumbers(entry) &&
    isValidPart(entry.part) &&
    isValidRef(entry.body) &&
    areChunks(entry) &&
    isBodyAllowed(entry.response.status, bodyBytes(entry.body))
  );
}

function isFilled(text: string): boolean {
  return text.length > 0;
}

/** It is handed out as where an answer came from. */
function isUrl(url: string | undefined): boolean {
  return url === undefined || URL.canParse(url);
}

function isHeaderList(headers: HeaderList): boolean {
  for (const [name, value] of headers) {
    if (!isToken(name) || !isFieldValue(value)) return false;
  }
  return true;
}

function hasValidValidators(entry: Entry): boolean {
  return isFieldValue(entry.etag ?? "") && isFieldValue(entry.lastModified ?? "");
}

/** The part of {@link isValidEntry} about status, instants and age. */
export function hasValidNumbers(entry: Entry): boolean {
  const { lifetimes } = entry;
  return (
    Number.isInteger(entry.response.status) &&
    entry.response.status >= 200 &&
    entry.response.status <= 599 &&
    Number.isFinite(lifetimes.usableFromMs) &&
    Number.isFinite(lifetimes.freshUntilMs) &&
    Number.isFinite(lifetimes.freeUntilMs) &&
    Number.isFinite(lifetimes.whileRevalidateUntilMs) &&
    Number.isFinite(lifetimes.ifErrorUntilMs) &&
    Number.isFinite(lifetimes.removeAtMs) &&
    Number.isFinite(entry.baseAgeMs) &&
    Number.isFinite(entry.receivedAtMs) &&
    Number.isFinite(entry.createdAtMs)
  );
}

/** Whether an answer of that status may have so many bytes of body. */
export function isBodyAllowed(status: number, bytes: number): boolean {
  return bytes === 0 || !isNullBodyStatus(status);
}

function isValidPart(part: Entry["part"]): boolean {
  if (part === undefined) return true;
  const { start, end, total } = part;
  if (!isLength(start) || !isLength(end) || end < start) return false;
  return total === undefined || (isLength(total) && end <= total);
}

function isValidRef(body: Entry["body"]): boolean {
  return !isBodyRef(body) || (isFilled(body.id) && isFilled(body.target) && isLength(body.bytes));
}

function areChunks({ chunkBytes, body }: Entry): boolean {
  if (chunkBytes === undefined) return true;
  const sum = chunkBytes.reduce((bytes, length) => bytes + length, 0);
  return chunkBytes.every((length) => isLength(length) && length > 0) && sum === bodyBytes(body);
}

function isLength(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}
