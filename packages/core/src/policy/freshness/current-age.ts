import type { Entry } from "../../entry/entry.ts";
import { parseDeltaSeconds } from "../../http/fields/delta-seconds.ts";
import { fieldLines, fieldValue, listMembers } from "../../http/fields/fields.ts";
import { parseHttpDate } from "../../http/fields/http-date.ts";
import type { HeaderList, Instant } from "../../http/messages.ts";

/** When an exchange took place. */
export interface ExchangeTimes {
  readonly requestedAtMs: Instant;
  readonly receivedAtMs: Instant;
}

/** The age an answer had when it came in (RFC 9111 §4.2.3, corrected_initial_age), in milliseconds. */
export function initialAgeMs(headers: HeaderList, { requestedAtMs, receivedAtMs }: ExchangeTimes): number {
  const dateMs = dateOf(headers, receivedAtMs);
  const apparentMs = dateMs === undefined ? 0 : Math.max(0, receivedAtMs - dateMs);
  const delayMs = Math.max(0, receivedAtMs - requestedAtMs);
  return Math.max(apparentMs, ageFieldMs(headers) + delayMs);
}

/** The age of an entry now (RFC 9111 §4.2.3), in milliseconds; a clock that went back does not make it younger than it came. */
export function currentAgeMs(entry: Pick<Entry, "baseAgeMs" | "receivedAtMs">, nowMs: Instant): number {
  return entry.baseAgeMs + Math.max(0, nowMs - entry.receivedAtMs);
}

/** The `Date` field, where it can be read (RFC 9110 §6.6.1). */
export function dateOf(headers: HeaderList, nowMs: Instant): Instant | undefined {
  const text = fieldValue(headers, "date");
  return text === undefined ? undefined : parseHttpDate(text, nowMs);
}

// The first member counts; what is no number is ignored (RFC 9111 §5.1).
function ageFieldMs(headers: HeaderList): number {
  const lines = fieldLines(headers, "age");
  const first = lines.length === 0 ? undefined : lines.flatMap(listMembers)[0];
  return (first === undefined ? 0 : (parseDeltaSeconds(first) ?? 0)) * 1_000;
}
