import type { Entry } from "../../entry/entry.ts";
import type { CacheDirectives } from "../../http/fields/cache-control.ts";
import type { HttpResponse, Instant } from "../../http/messages.ts";
import type { ResolvedSettings } from "../../settings/effective/resolve.ts";
import { dateOf } from "../freshness/current-age.ts";
import { isWithinWindow, mayServeStale } from "../lookup/may-serve-stale.ts";
import { standsIn } from "../lookup/stands-in.ts";
import { judgeStore, type StoreQuestion } from "../store/judge-store.ts";
import type { LookupVerdict, ReplyVerdict } from "../verdict.ts";
import { retryAfterMs } from "./retry-after.ts";

/** Everything that decides what an origin's reply means. */
export interface ReplyQuestion extends StoreQuestion {
  readonly asked: Extract<LookupVerdict, { kind: "ask" }>;
  /** The request's own. */
  readonly directives: CacheDirectives;
}

const SERVER_ERRORS: ReadonlySet<number> = new Set([500, 502, 503, 504]);

/** What an origin's answer, other than a 304, means for what is stored and for the caller (RFC 9111 §4.3.3). */
export function judgeReply(question: ReplyQuestion): ReplyVerdict {
  const { response, asked, settings, directives, times } = question;
  // The caller has set no condition that could have failed (RFC 9110 §15.5.13).
  if (response.status === 412 && asked.conditions.length > 0)
    return { kind: "repeat", reason: "condition-failed" };
  const { fallback } = asked;
  if (fallback !== undefined && isFailure(response, question)) {
    const { receivedAtMs } = times;
    if (mayServeStale(fallback, "failure", settings, directives, receivedAtMs)) {
      return { kind: "serve-stale", entry: fallback, reason: "status" };
    }
    if (settings.profile.obeysResponse) return { kind: "pass", reason: "error-status" };
  }
  if (fallback !== undefined && isOlder(response, fallback, question))
    return { kind: "pass", reason: "older-reply" };
  return { kind: "replace", store: judgeStore(question) };
}

/**
 * What a request without an answer means: what is stored stands in, if it is fresh or may be stale, or the failure is the caller's
 * (RFC 9111 §4.2.4, §5.2.2.2; requests-cache PIPE-14).
 */
export function judgeFailure(
  asked: Pick<ReplyQuestion["asked"], "fallback" | "reason">,
  settings: ResolvedSettings,
  directives: CacheDirectives,
  nowMs: Instant,
): ReplyVerdict {
  const { fallback } = asked;
  if (fallback === undefined) return { kind: "fail", as: "rethrow", reason: "no-fallback" };
  if (standsIn(fallback, asked.reason, settings, directives, nowMs)) {
    return { kind: "serve-stale", entry: fallback, reason: "network" };
  }
  if (fallback.staleBan === undefined) return { kind: "fail", as: "rethrow", reason: "stale-too-old" };
  const wouldServe = isWithinWindow(fallback.lifetimes, "failure", settings, directives, nowMs);
  return { kind: "fail", as: wouldServe ? "504" : "rethrow", reason: "stale-forbidden" };
}

/** An origin that limits requests and says for how long has failed this one, whatever its status is called (RFC 6585 §4). */
function isFailure(
  response: HttpResponse,
  { settings: { profile, allowableCodes }, times }: ReplyQuestion,
): boolean {
  const { status } = response;
  if (profile.failure === "server-error")
    return SERVER_ERRORS.has(status) || retryAfterMs(response, times.receivedAtMs) !== undefined;
  return status >= 400 && allowableCodes?.has(status) !== true;
}

// An answer from before what is stored, by way of another cache, does not replace it.
function isOlder(
  response: HttpResponse,
  fallback: Entry,
  { settings, times, asked }: ReplyQuestion,
): boolean {
  return (
    settings.profile.obeysResponse &&
    asked.reason !== "force-refresh" &&
    isOlderThan(response, fallback, times.receivedAtMs)
  );
}

/** Whether an answer says of itself that it was made before a stored one. */
export function isOlderThan(response: HttpResponse, entry: Entry, nowMs: Instant): boolean {
  const [dateMs, storedMs] = [dateOf(response.headers, nowMs), dateOf(entry.response.headers, nowMs)];
  return dateMs !== undefined && storedMs !== undefined && dateMs < storedMs;
}
