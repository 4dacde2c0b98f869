import type { CacheDirectives } from "../../http/fields/cache-control.ts";
import { fieldValue } from "../../http/fields/fields.ts";
import { parseHttpDate } from "../../http/fields/http-date.ts";
import type { HttpResponse, Instant } from "../../http/messages.ts";
import { isHeuristicallyCacheable } from "../../http/status.ts";
import { dateOf } from "./current-age.ts";

/** The part of the time since the last change that an answer is taken to stay fresh, as RFC 9111 §4.2.2 suggests. */
const FRACTION = 0.1;
const CAP_MS = 24 * 60 * 60 * 1_000;

/** A guess for an answer that says nothing of its freshness, in milliseconds, 0 to a day (RFC 9111 §4.2.2). */
export function heuristicLifetimeMs(
  response: HttpResponse,
  directives: CacheDirectives,
  receivedAtMs: Instant,
): number {
  if (!isHeuristicallyCacheable(response.status) && !directives.public) return 0;
  const lastModified = fieldValue(response.headers, "last-modified");
  const changedMs = lastModified === undefined ? undefined : parseHttpDate(lastModified, receivedAtMs);
  if (changedMs === undefined) return 0;
  const unchangedMs = (dateOf(response.headers, receivedAtMs) ?? receivedAtMs) - changedMs;
  return Math.min(CAP_MS, Math.max(0, Math.floor(unchangedMs * FRACTION)));
}
