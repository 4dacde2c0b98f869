import type { Entry } from "../../entry/entry.ts";
import { strongMatch, weakMatch } from "../../http/fields/entity-tag.ts";
import { fieldValue, hasField } from "../../http/fields/fields.ts";
import type { HeaderList, HttpRequest } from "../../http/messages.ts";
import { isSafeMethod } from "../../http/status.ts";

/** The fields by which a client or a cache asks whether something has changed (RFC 9110 §13.1.2, §13.1.3). In lower case. */
export const CONDITION_FIELDS: ReadonlySet<string> = new Set(["if-none-match", "if-modified-since"]);

/** What a state may be asked about by (RFC 9110 §8.8). */
export type Validators = Pick<Entry, "etag" | "lastModified">;

/** The validators that a message names; a field without a value names none. */
export function validatorsOf(headers: HeaderList): Validators {
  const etag = fieldValue(headers, "etag");
  const lastModified = fieldValue(headers, "last-modified");
  if (etag) return lastModified ? { etag, lastModified } : { etag };
  return lastModified ? { lastModified } : {};
}

/** Whether a stored validator may go along with a request for the entry. */
export function hasValidator(entry: Validators): boolean {
  return entry.etag !== undefined || entry.lastModified !== undefined;
}

/** Whether the caller has conditions of its own, which are neither joined with others' nor replaced. */
export function hasOwnConditions({ headers }: HttpRequest): boolean {
  return headers.length > 0 && [...CONDITION_FIELDS].some((name) => hasField(headers, name));
}

/** Whether stored validators may go along. To a condition on a POST an origin says 412, not 304 (RFC 9110 §13.1.2). */
export function mayHaveConditions(request: HttpRequest): boolean {
  return isSafeMethod(request.method) && !hasOwnConditions(request);
}

/** Whether two tags are the same byte for byte: such a tag came from this origin, and means what it meant then, in quotes or not. */
export function isSameTag(a: string, b: string): boolean {
  return weakMatch(a, b) || a === b;
}

/** The same, and the state is the same byte for byte (RFC 9110 §8.8.3.2). What has no quotes says of no weakness either. */
export function isSameStrongTag(a: string, b: string): boolean {
  return strongMatch(a, b) || (a === b && !a.startsWith("W/"));
}
