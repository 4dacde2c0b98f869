import type { Entry } from "../entry/entry.ts";
import type { CacheDirectives } from "../http/cache-control.ts";
import { fieldValue } from "../http/fields.ts";
import { parseHttpDate } from "../http/http-date.ts";
import type { HttpResponse, Instant } from "../http/messages.ts";
import type { ResolvedSettings } from "../settings/resolve.ts";
import { dateOf } from "./current-age.ts";
import { freshenedEntry, freshenedResponse } from "./freshen.ts";
import { judgeStore, type StoreQuestion } from "./judge-store.ts";
import { isWithinWindow, mayServeStale } from "./may-serve-stale.ts";
import { retryAfterMs } from "./retry-after.ts";
import { matchesVary } from "./select-stored.ts";
import { standsIn } from "./stands-in.ts";
import { requestForPart } from "./stored-part.ts";
import { hasOwnConditions, isSameStrongTag, isSameTag, type Validators, validatorsOf } from "./validators.ts";
import type { LookupVerdict, ReplyVerdict, StoreVerdict } from "./verdict.ts";

/** Everything that decides what an origin's reply means. */
export interface ReplyQuestion extends StoreQuestion {
  readonly asked: Extract<LookupVerdict, { kind: "ask" }>;
  /** The request's own. */
  readonly directives: CacheDirectives;
}

const SERVER_ERRORS: ReadonlySet<number> = new Set([500, 502, 503, 504]);

/** What an origin's answer means for what is stored and for the caller (RFC 9111 §4.3.3). */
export function judgeReply(question: ReplyQuestion): ReplyVerdict {
  const { response, asked, settings, directives, times } = question;
  if (response.status === 304) return judgeNotModified(question);
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

function judgeNotModified(question: ReplyQuestion): ReplyVerdict {
  const { request, response, asked, times, settings } = question;
  if (asked.conditions.length === 0) {
    return hasOwnConditions(request)
      ? { kind: "pass", reason: "callers-304" }
      : { kind: "repeat", reason: "unasked-304" };
  }
  const confirmed = confirmedEntries(asked.conditions, response, times.receivedAtMs);
  const [entry] = confirmed;
  if (entry === undefined) return { kind: "repeat", reason: "unknown-validator" };
  if (settings.profile.obeysResponse && isOlderThan(response, entry, times.receivedAtMs)) {
    return { kind: "repeat", reason: "older-304" };
  }
  const store = judgeFreshened(question, entry);
  const isRefiled = store.kind !== "keep-out" && store.entry.address.variant !== entry.address.variant;
  return { kind: "freshen", entries: confirmed, store, isRefiled };
}

/** Whether a stored answer is still kept once the reply's fields are its own, and as what (RFC 9111 §3.2, §4.3.4, §4.3.5). */
export function judgeFreshened(question: StoreQuestion, entry: Entry): StoreVerdict {
  const store = judgedAnew(question, entry);
  if (store.kind === "keep-out") return store;
  // It stands where its old field has put it, and would be found there by URLs that the new one does not mean.
  if (isEquivalentOtherwise(question, entry, store.entry))
    return { kind: "keep-out", reason: "nothing-to-reuse" };
  const isForAnother = !matchesVary(entry, question.request, question.settings, question.digests);
  const isRefiled = isForAnother || variesOnMore(store.entry, entry);
  return { ...store, entry: freshenedEntry(entry, store.entry, isRefiled) };
}

/**
 * An answer to other requests than this one, confirmed along with it (RFC 9111 §4.3.4); undefined where it may no longer be kept, or where
 * nobody knows what its own request said of a field that now counts.
 */
export function freshenedInPlace(question: StoreQuestion, entry: Entry): Entry | undefined {
  const store = judgedAnew(question, entry);
  if (store.kind === "keep-out" || isEquivalentOtherwise(question, entry, store.entry)) return undefined;
  return variesOnMore(store.entry, entry) ? undefined : freshenedEntry(entry, store.entry, false);
}

function judgedAnew(question: StoreQuestion, entry: Entry): StoreVerdict {
  // A HEAD may confirm what a GET has brought.
  const asked = { ...question.request, method: entry.request.method };
  const request = entry.part === undefined ? asked : requestForPart(asked, entry.part);
  return judgeStore({ ...question, request, response: freshenedResponse(entry, question.response) });
}

/** Whether the reply changes what an answer under an equivalent target does not vary on (No-Vary-Search). */
function isEquivalentOtherwise({ requestKey }: StoreQuestion, before: Entry, after: Entry): boolean {
  return (
    before.address.selector !== requestKey.selector &&
    fieldValue(before.response.headers, "no-vary-search") !==
      fieldValue(after.response.headers, "no-vary-search")
  );
}

function variesOnMore({ vary }: Entry, before: Entry): boolean {
  return vary.some((name) => !before.vary.includes(name));
}

/**
 * Those that the 304 is about (RFC 9111 §4.3.4): all with its strong tag, the newest with its weak one, or where it has none, or nothing stored
 * has, the one that was asked about, by its date.
 */
function confirmedEntries(
  conditions: readonly Entry[],
  response: HttpResponse,
  nowMs: Instant,
): readonly Entry[] {
  const said = validatorsOf(response.headers);
  const { etag } = said;
  const only = conditions.length === 1 ? conditions[0] : undefined;
  if (only !== undefined && (etag === undefined || only.etag === undefined)) {
    return isOfItsDate(only, said, nowMs) ? [only] : [];
  }
  if (etag === undefined) return [];
  const tagged = conditions.filter((entry) => entry.etag !== undefined && isSameTag(entry.etag, etag));
  const strong = tagged.filter((entry) => entry.etag !== undefined && isSameStrongTag(entry.etag, etag));
  if (strong.length > 0) return strong;
  return [...tagged].sort((a, b) => b.receivedAtMs - a.receivedAtMs).slice(0, 1);
}

/**
 * Whether a 304 that says nothing of a stored tag means the stored state by its date. One that names no validator does; one with another date,
 * as after a step back to an older state, does not; nor one with a validator that was never stored.
 */
function isOfItsDate(
  { lastModified: stored }: Entry,
  { etag, lastModified }: Validators,
  nowMs: Instant,
): boolean {
  if (lastModified === undefined) return etag === undefined;
  if (stored === undefined) return false;
  const [saidMs, storedMs] = [parseHttpDate(lastModified, nowMs), parseHttpDate(stored, nowMs)];
  return lastModified === stored || (saidMs !== undefined && saidMs === storedMs);
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

function isOlderThan(response: HttpResponse, entry: Entry, nowMs: Instant): boolean {
  const [dateMs, storedMs] = [dateOf(response.headers, nowMs), dateOf(entry.response.headers, nowMs)];
  return dateMs !== undefined && storedMs !== undefined && dateMs < storedMs;
}
