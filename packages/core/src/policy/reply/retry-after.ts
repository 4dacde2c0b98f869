import { parseDeltaSeconds } from "../../http/fields/delta-seconds.ts";
import { fieldValue } from "../../http/fields/fields.ts";
import { parseHttpDate } from "../../http/fields/http-date.ts";
import type { HttpResponse, Instant } from "../../http/messages.ts";

/** A mistake in a date is not to silence an origin for longer. */
const LONGEST_MS = 86_400_000;

/**
 * How long an origin wants to be left alone after a 429 or a 503, at most a day (RFC 9110 §10.2.3, RFC 6585 §4); undefined where it does not
 * say.
 */
export function retryAfterMs({ status, headers }: HttpResponse, nowMs: Instant): number | undefined {
  if (status !== 429 && status !== 503) return undefined;
  const text = fieldValue(headers, "retry-after");
  if (text === undefined) return undefined;
  const seconds = parseDeltaSeconds(text);
  const atMs = parseHttpDate(text, nowMs);
  const ms = seconds === undefined ? (atMs ?? nowMs) - nowMs : seconds * 1_000;
  return ms > 0 ? Math.min(ms, LONGEST_MS) : undefined;
}
