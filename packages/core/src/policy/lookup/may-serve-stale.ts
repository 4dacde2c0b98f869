import type { Entry, Lifetimes } from "../../entry/entry.ts";
import type { CacheDirectives } from "../../http/fields/cache-control.ts";
import type { Instant } from "../../http/messages.ts";
import type { ResolvedSettings } from "../../settings/effective/resolve.ts";

/** Why somebody wants a stale entry: the client allows it, it is being refreshed, the origin failed, or it must not be asked. */
export type Occasion = "asked" | "refreshing" | "failure" | "offline";

/**
 * The only permission to be stale (RFC 9111 §4.2.4, RFC 5861; requests-cache SES-19, SES-21).
 *
 * An origin's ban beats everybody. Windows count from the end of freshness, so one that nobody has opened holds for no fresh entry either;
 * offline, settings count and the response's own windows do not.
 */
export function mayServeStale(
  entry: Entry,
  occasion: Occasion,
  settings: ResolvedSettings,
  directives: CacheDirectives,
  nowMs: Instant,
): boolean {
  return (
    entry.staleBan === undefined && isWithinWindow(entry.lifetimes, occasion, settings, directives, nowMs)
  );
}

/** What the windows say, leaving bans aside. */
export function isWithinWindow(
  { freshUntilMs, whileRevalidateUntilMs, ifErrorUntilMs }: Lifetimes,
  occasion: Occasion,
  settings: ResolvedSettings,
  directives: CacheDirectives,
  nowMs: Instant,
): boolean {
  const staleMs = nowMs - freshUntilMs;
  const within = (windowMs: number): boolean => windowMs > 0 && staleMs < windowMs;
  const before = (endMs: Instant): boolean => within(endMs - freshUntilMs);
  const asked = directives.maxStale !== undefined && staleMs <= directives.maxStale * 1_000;
  switch (occasion) {
    case "asked":
      return asked;
    case "refreshing":
      return (
        before(whileRevalidateUntilMs) ||
        within(settings.staleWhileRevalidateMs) ||
        within((directives.staleWhileRevalidate ?? 0) * 1_000)
      );
    case "failure":
      return (
        before(ifErrorUntilMs) ||
        within(settings.staleIfErrorMs) ||
        within((directives.staleIfError ?? 0) * 1_000)
      );
    case "offline":
      return asked || within(settings.staleIfErrorMs) || within(settings.staleWhileRevalidateMs);
  }
}
