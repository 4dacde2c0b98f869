import type { Entry } from "../../entry/entry.ts";
import type { CacheDirectives } from "../../http/fields/cache-control.ts";
import type { Instant } from "../../http/messages.ts";
import type { ResolvedSettings } from "../../settings/effective/resolve.ts";
import type { AskVerdict } from "../verdict.ts";
import { mayServeStale } from "./may-serve-stale.ts";

/** Who asks like this does not want what is stored, fresh as it may be. */
const INSISTING: ReadonlySet<AskVerdict["reason"]> = new Set([
  "refresh",
  "force-refresh",
  "request-no-cache",
]);

/** Whether a stored answer stands in where the origin gives none: it is fresh, and the caller does not insist, or it may be stale. */
export function standsIn(
  entry: Entry,
  reason: AskVerdict["reason"],
  settings: ResolvedSettings,
  directives: CacheDirectives,
  nowMs: Instant,
): boolean {
  const isUsable = !INSISTING.has(reason) && isFreeToUse(entry, nowMs);
  return isUsable || mayServeStale(entry, "failure", settings, directives, nowMs);
}

function isFreeToUse({ lifetimes }: Entry, nowMs: Instant): boolean {
  return nowMs >= lifetimes.usableFromMs && nowMs < lifetimes.freeUntilMs;
}
