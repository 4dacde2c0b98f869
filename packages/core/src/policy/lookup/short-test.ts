import type { Entry } from "../../entry/entry.ts";
import type { Instant } from "../../http/messages.ts";
import { isRedirectStatus } from "../../http/status.ts";

/**
 * The short test of a hit: two comparisons of numbers that were made when the entry was stored. To a plain GET whose settings allow it, it says
 * yes where the whole ladder of `judgeLookup` would say `use`, `fresh`, and of what is to be followed, was followed unseen or is chosen among
 * variants it says nothing.
 */
export function passesShortTest(entry: Entry, nowMs: Instant): boolean {
  const { freeUntilMs, usableFromMs } = entry.lifetimes;
  // Asked this way round, a clock that says NaN passes for no time at all.
  return (
    nowMs < freeUntilMs &&
    nowMs >= usableFromMs &&
    entry.vary.length === 0 &&
    !isRedirectStatus(entry.response.status) &&
    entry.finalUrl === undefined &&
    !entry.address.variant.startsWith("head:")
  );
}
