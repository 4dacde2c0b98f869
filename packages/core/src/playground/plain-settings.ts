import type { Instant } from "../http/messages.ts";
import { NEVER_EXPIRE } from "../settings/duration.ts";
import type { RequestOptions } from "../settings/settings.ts";
import type { PlainSettings } from "./scenario.ts";

/** What a link holds of settings. */
export interface HeldSettings {
  readonly settings: PlainSettings;
  /** Of the request alone. */
  readonly options: RequestOptions;
  /** What JSON cannot hold. */
  readonly leftOut: readonly string[];
}

/** Rules have been applied, the mode is told otherwise, and tags are nobody's business. */
const NOT_TOLD: ReadonlySet<string> = new Set([
  "rules",
  "urlsExpireAfter",
  "cacheControl",
  "tags",
  "waitUntil",
]);
const OF_A_REQUEST: ReadonlySet<string> = new Set(["refresh", "forceRefresh"]);

/** What is named for a request, as far as JSON can hold it. */
export function heldSettings(named: RequestOptions, nowMs: Instant): HeldSettings {
  const told = Object.entries(named).filter(([name, value]) => value !== undefined && !NOT_TOLD.has(name));
  const held = told.flatMap(([name, value]) =>
    typeof value === "function" ? [] : [[name, plain(value, nowMs)] as const],
  );
  return {
    settings: Object.fromEntries(held.filter(([name]) => !OF_A_REQUEST.has(name))),
    options: Object.fromEntries(held.filter(([name]) => OF_A_REQUEST.has(name))),
    leftOut: told.flatMap(([name, value]) => (typeof value === "function" ? [name] : [])),
  };
}

function plain(value: unknown, nowMs: Instant): unknown {
  if (value === Number.POSITIVE_INFINITY) return NEVER_EXPIRE;
  return value instanceof Date ? (value.getTime() - nowMs) / 1_000 : value;
}
