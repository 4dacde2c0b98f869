import type { Lifetimes, StaleBan } from "../../entry/entry.ts";
import type { CacheDirectives } from "../../http/fields/cache-control.ts";
import { type HttpResponse, type Instant, NEVER_MS } from "../../http/messages.ts";
import { DEFAULTS } from "../../settings/defaults.ts";
import { durationMs, type Expiration, expirationAt, NEVER_EXPIRE } from "../../settings/duration.ts";
import type { ResolvedSettings } from "../../settings/effective/resolve.ts";
import { type ExchangeTimes, initialAgeMs } from "./current-age.ts";
import { freshnessLifetimeMs } from "./freshness-lifetime.ts";
import { heuristicLifetimeMs } from "./heuristic-lifetime.ts";

/** How far a clock may go back before an entry is asked about. */
const CLOCK_TOLERANCE_MS = 5_000;

/** Until when an answer may be used for what, and who said so. */
export interface Life {
  readonly lifetimes: Lifetimes;
  readonly staleBan: StaleBan | undefined;
  readonly baseAgeMs: number;
  readonly from: "rule" | "explicit" | "heuristic";
}

/**
 * The only way from settings and headers to the lifetimes of an entry.
 *
 * @param expireAfter what the settings say for this answer, already computed; undefined: nothing
 */
export function lifeOf(
  response: HttpResponse,
  directives: CacheDirectives,
  expireAfter: Expiration | undefined,
  settings: ResolvedSettings,
  times: ExchangeTimes,
): Life {
  const { receivedAtMs } = times;
  const baseAgeMs = initialAgeMs(response.headers, times);
  const { from, untilMs } = freshUntil(response, directives, expireAfter, settings, times, baseAgeMs);
  const freshUntilMs = withinTime(untilMs);
  const staleBan = staleBanOf(directives, settings);
  const whileRevalidateUntilMs = later(freshUntilMs, (directives.staleWhileRevalidate ?? 0) * 1_000);
  const ifErrorUntilMs = later(freshUntilMs, (directives.staleIfError ?? 0) * 1_000);
  return {
    from,
    baseAgeMs,
    staleBan,
    lifetimes: {
      usableFromMs: receivedAtMs - CLOCK_TOLERANCE_MS,
      freshUntilMs,
      // A part is never all that a plain request wants.
      freeUntilMs: response.status === 206 ? 0 : freeUntil(freshUntilMs, staleBan),
      whileRevalidateUntilMs,
      ifErrorUntilMs,
      removeAtMs: removeAt(Math.max(whileRevalidateUntilMs, ifErrorUntilMs), freshUntilMs, settings),
    },
  };
}

/** The lifetimes of a whole that was put together from parts, which by themselves are free to no plain request. */
export function freedLifetimes(lifetimes: Lifetimes, staleBan: StaleBan | undefined): Lifetimes {
  return { ...lifetimes, freeUntilMs: freeUntil(lifetimes.freshUntilMs, staleBan) };
}

/** The same lifetimes with another end of freshness; what counts from there moves along (requests-cache CAC-12). */
export function withFreshUntil(lifetimes: Lifetimes, untilMs: Instant): Lifetimes {
  const freshUntilMs = withinTime(untilMs);
  const moved = (end: Instant): Instant => later(freshUntilMs, Math.max(0, end - lifetimes.freshUntilMs));
  return {
    usableFromMs: lifetimes.usableFromMs,
    freshUntilMs,
    freeUntilMs: lifetimes.freeUntilMs === 0 ? 0 : freshUntilMs,
    whileRevalidateUntilMs: moved(lifetimes.whileRevalidateUntilMs),
    ifErrorUntilMs: moved(lifetimes.ifErrorUntilMs),
    // How long an entry that never expired was to be kept after that, nobody knows any more.
    removeAtMs:
      lifetimes.freshUntilMs === NEVER_MS
        ? later(freshUntilMs, durationMs(DEFAULTS.keepExpired))
        : moved(lifetimes.removeAtMs),
  };
}

function freeUntil(freshUntilMs: Instant, staleBan: StaleBan | undefined): Instant {
  return staleBan === "no-cache" ? 0 : freshUntilMs;
}

function freshUntil(
  response: HttpResponse,
  directives: CacheDirectives,
  expireAfter: Expiration | undefined,
  settings: ResolvedSettings,
  { receivedAtMs }: ExchangeTimes,
  baseAgeMs: number,
): { from: Life["from"]; untilMs: Instant } {
  const saidMs = freshnessLifetimeMs(response.headers, directives, settings, receivedAtMs);
  if (saidMs !== undefined) return { from: "explicit", untilMs: receivedAtMs + saidMs - baseAgeMs };
  const wish = expireAfter ?? (settings.profile.expiresByDefault ? undefined : NEVER_EXPIRE);
  if (wish !== undefined) return { from: "rule", untilMs: expirationAt(wish, receivedAtMs) ?? receivedAtMs };
  const guessMs = heuristicLifetimeMs(response, directives, receivedAtMs);
  return { from: "heuristic", untilMs: receivedAtMs + guessMs - baseAgeMs };
}

// The order is that of strictness: the first is the one that is named.
function staleBanOf(directives: CacheDirectives, { profile }: ResolvedSettings): StaleBan | undefined {
  if (directives.noCache) return "no-cache";
  if (directives.mustRevalidate) return "must-revalidate";
  if (profile.isShared && directives.proxyRevalidate) return "proxy-revalidate";
  if (profile.isShared && directives.sMaxage !== undefined) return "s-maxage";
  return undefined;
}

function removeAt(usableUntilMs: Instant, freshUntilMs: Instant, settings: ResolvedSettings): Instant {
  const { keepExpiredMs, staleIfErrorMs, staleWhileRevalidateMs } = settings;
  const keptMs = Math.max(keepExpiredMs, finite(staleIfErrorMs), finite(staleWhileRevalidateMs));
  return Math.max(later(freshUntilMs, keptMs), usableUntilMs);
}

/** A window without an end keeps nothing for ever. */
function finite(windowMs: number): number {
  return Number.isFinite(windowMs) ? windowMs : 0;
}

// An age beyond the epoch, or an endless duration: still an instant that a Date can hold, and not before that of "never free".
function withinTime(atMs: Instant): Instant {
  return Math.max(0, Math.min(atMs, NEVER_MS));
}

function later(fromMs: Instant, byMs: number): Instant {
  return Math.min(fromMs + byMs, NEVER_MS);
}
