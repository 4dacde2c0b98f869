import type { Entry } from "../../entry/entry.ts";
import { type CacheDirectives, parseCacheControl } from "../../http/fields/cache-control.ts";
import { isEntityTag } from "../../http/fields/entity-tag.ts";
import { fieldLines, hasField } from "../../http/fields/fields.ts";
import type { HttpRequest, Instant } from "../../http/messages.ts";
import type { Digests } from "../../key/digests.ts";
import type { ResolvedSettings } from "../../settings/effective/resolve.ts";
import { currentAgeMs } from "../freshness/current-age.ts";
import { isPart } from "../store/stored-part.ts";
import { hasValidator, mayHaveConditions } from "../validation/validators.ts";
import type { LookupVerdict } from "../verdict.ts";
import { mayServeStale } from "./may-serve-stale.ts";
import { couldAnswer, matchesVary, selectStored } from "./select-stored.ts";
import { standsIn } from "./stands-in.ts";

/** Everything that decides what is done with a request. */
export interface LookupQuestion {
  readonly request: HttpRequest;
  /** The request's own. */
  readonly directives: CacheDirectives;
  /** All that is stored for target and selector. */
  readonly entries: readonly Entry[];
  readonly settings: ResolvedSettings;
  readonly nowMs: Instant;
  readonly digests: Digests;
  /** Between 0 and 1, for an early refresh. */
  readonly chance: number;
  /** The origin has asked not to be asked before (Retry-After). */
  readonly deferredUntilMs?: Instant | undefined;
}

type AskReason = Extract<LookupVerdict, { kind: "ask" }>["reason"];

/** Use what is stored, ask the origin, or refuse (RFC 9111 §4; requests-cache PIPE-06 to PIPE-08). */
export function judgeLookup(question: LookupQuestion): LookupVerdict {
  const verdict = judgeStored(question);
  const { settings, directives, nowMs, deferredUntilMs } = question;
  if (deferredUntilMs === undefined || nowMs >= deferredUntilMs) return verdict;
  if (verdict.kind === "use" && verdict.refresh) return unrefreshed(verdict);
  if (verdict.kind !== "ask" || verdict.fallback === undefined) return verdict;
  // As if it had failed again: where nothing stands in, the caller's request is the caller's to send.
  return standsIn(verdict.fallback, verdict.reason, settings, directives, nowMs)
    ? { kind: "use", entry: verdict.fallback, refresh: false, reason: "retry-after" }
    : verdict;
}

function unrefreshed(verdict: Extract<LookupVerdict, { kind: "use" }>): LookupVerdict {
  const reason = verdict.reason === "early-refresh" ? "fresh" : verdict.reason;
  return { kind: "use", entry: verdict.entry, refresh: false, reason };
}

function judgeStored(question: LookupQuestion): LookupVerdict {
  const { request, directives, entries, settings, nowMs } = question;
  const entry = selectStored(request, entries, settings, question.digests);
  if (settings.onlyIfCached || directives.onlyIfCached) return judgeOffline(entry, question);
  if (entry === undefined) return askForMissing(question);
  const doubt = reasonToAsk(entry, question);
  if (doubt !== undefined) return ask(entry, doubt, question);
  if (nowMs < entry.lifetimes.freshUntilMs) {
    const early = isDueEarly(entry, question);
    return { kind: "use", entry, refresh: early, reason: early ? "early-refresh" : "fresh" };
  }
  if (!wantsFresh(directives) && mayServeStale(entry, "refreshing", settings, directives, nowMs)) {
    return { kind: "use", entry, refresh: true, reason: "stale-while-revalidate" };
  }
  if (mayServeStale(entry, "asked", settings, directives, nowMs)) {
    return { kind: "use", entry, refresh: false, reason: "max-stale" };
  }
  return ask(entry, "stale", question);
}

/** Nothing matches; where headers decide, the tags of all variants may go along, and the origin chooses one (RFC 9111 §4.1, §4.3.1). */
function askForMissing({ request, entries, settings, digests }: LookupQuestion): LookupVerdict {
  if (entries.some((entry) => isPart(entry) && matchesVary(entry, request, settings, digests)))
    return { kind: "ask", conditions: [], reason: "partial" };
  if (!hasAnswerFor(request, entries)) return { kind: "ask", conditions: [], reason: "uri-miss" };
  const mayOffer = settings.profile.obeysResponse && !settings.forceRefresh && mayHaveConditions(request);
  const offered = mayOffer ? tellingVariants(entries) : [];
  return { kind: "ask", conditions: offered, reason: "vary-miss" };
}

/**
 * The variants whose tags may go along. Many origins give all variants one tag, against RFC 9110 §8.8.3.3, and would confirm the wrong one:
 * nothing goes along before two different tags have shown that this origin tells its variants apart.
 */
function tellingVariants(entries: readonly Entry[]): readonly Entry[] {
  const tagged = entries.filter(
    // What has no quotes could not be told apart in a list.
    (entry) => isEntityTag(entry.etag ?? "") && entry.request.method !== "HEAD" && !isPart(entry),
  );
  const different = new Set(tagged.map(({ etag = "" }) => (etag.startsWith("W/") ? etag.slice(2) : etag)));
  return different.size > 1 ? tagged : [];
}

/** Whether anything whole is stored that could answer such a request, whatever it varies on. */
function hasAnswerFor(request: HttpRequest, entries: readonly Entry[]): boolean {
  return entries.some((entry) => !isPart(entry) && couldAnswer(entry, request));
}

function ask(entry: Entry, reason: AskReason, { request }: LookupQuestion): LookupVerdict {
  const conditions = reason === "force-refresh" ? [] : conditionsFor(entry, request);
  return { kind: "ask", conditions, fallback: entry, reason };
}

/** The entry, if its validators may go along with such a request. */
export function conditionsFor(entry: Entry, request: HttpRequest): readonly Entry[] {
  return hasValidator(entry) && mayHaveConditions(request) ? [entry] : [];
}

/** Why a stored answer is not enough, whether fresh or not. */
function reasonToAsk(entry: Entry, { directives, settings, nowMs }: LookupQuestion): AskReason | undefined {
  if (settings.forceRefresh) return "force-refresh";
  if (settings.refresh) return "refresh";
  if (directives.noCache) return "request-no-cache";
  if (entry.staleBan === "no-cache") return "no-cache";
  if (settings.alwaysRevalidate && hasValidator(entry)) return "always-revalidate";
  if (nowMs < entry.lifetimes.usableFromMs) return "clock-went-back";
  if (isTooOld(entry, directives, nowMs) && !isSpared(entry, directives, settings, nowMs))
    return "request-max-age";
  const fresh = nowMs < entry.lifetimes.freshUntilMs;
  return fresh && isTooCloseToExpiry(entry, directives, nowMs) ? "request-min-fresh" : undefined;
}

// Staleness that the client allows is no higher age (RFC 9111 §5.2.1.1).
function isTooOld(entry: Entry, { maxAge }: CacheDirectives, nowMs: Instant): boolean {
  if (maxAge === undefined) return false;
  const limitMs = maxAge === "invalid" ? 0 : maxAge * 1_000;
  return limitMs === 0 || currentAgeMs(entry, nowMs) > limitMs;
}

/** What else permits staleness, the client wants it only as far as its own max-stale (RFC 9111 §5.2.1.1, §5.2.1.3). */
function wantsFresh({ maxAge, minFresh }: CacheDirectives): boolean {
  return maxAge !== undefined || minFresh !== undefined;
}

/** A reload asks with max-age=0; of what never changes while it is fresh, there is nothing to ask (RFC 8246 §2, §3). */
function isSpared(
  { url, lifetimes, response: { headers } }: Entry,
  { maxAge }: CacheDirectives,
  { profile }: ResolvedSettings,
  nowMs: Instant,
): boolean {
  if (!profile.obeysResponse || maxAge !== 0 || nowMs >= lifetimes.freshUntilMs) return false;
  if (!url.startsWith("https:") || !hasField(headers, "content-length")) return false;
  return parseCacheControl(fieldLines(headers, "cache-control")).immutable;
}

function isTooCloseToExpiry(entry: Entry, directives: CacheDirectives, nowMs: Instant): boolean {
  const { minFresh, maxStale } = directives;
  return (
    minFresh !== undefined &&
    maxStale === undefined &&
    entry.lifetimes.freshUntilMs - nowMs < minFresh * 1_000
  );
}

/** At a random moment of the window, so that processes that stored together do not refresh together. */
function isDueEarly(entry: Entry, { settings, nowMs, chance }: LookupQuestion): boolean {
  const leftMs = entry.lifetimes.freshUntilMs - nowMs;
  return settings.earlyRefreshMs > 0 && leftMs < settings.earlyRefreshMs * chance;
}

/** RFC 9111 §5.2.1.7: what is stored, or nothing. Settings that ask for a validation give way (requests-cache G-177). */
function judgeOffline(
  entry: Entry | undefined,
  { request, entries, directives, settings, nowMs }: LookupQuestion,
): LookupVerdict {
  if (entry === undefined)
    return { kind: "refuse", reason: hasAnswerFor(request, entries) ? "vary-mismatch" : "nothing-stored" };
  if (directives.noCache || entry.staleBan === "no-cache") return { kind: "refuse", reason: "must-validate" };
  if (isTooOld(entry, directives, nowMs)) return { kind: "refuse", reason: "stored-is-stale" };
  if (nowMs < entry.lifetimes.freshUntilMs) {
    return isTooCloseToExpiry(entry, directives, nowMs)
      ? { kind: "refuse", reason: "stored-is-stale" }
      : { kind: "use", entry, refresh: false, reason: "fresh" };
  }
  const occasion = wantsFresh(directives) ? "asked" : "offline";
  return mayServeStale(entry, occasion, settings, directives, nowMs)
    ? { kind: "use", entry, refresh: false, reason: "offline-stale" }
    : { kind: "refuse", reason: "stored-is-stale" };
}
