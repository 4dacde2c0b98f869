import type { Entry } from "../../entry/entry.ts";
import { fieldValue, hasField } from "../../http/fields/fields.ts";
import { type Instant, NEVER_MS } from "../../http/messages.ts";
import type { ResolvedSettings } from "../../settings/effective/resolve.ts";
import { responseDirectives } from "../freshness/directives.ts";
import { freshnessLifetimeMs } from "../freshness/freshness-lifetime.ts";
import { governingFields } from "../structured/governing-fields.ts";

/** What gave an entry its life: who said so, as it stands there, and what would have made it another. */
export interface LifeSource {
  readonly said: string;
  readonly longer: readonly string[];
  readonly shorter: readonly string[];
}

/** Which header or setting decided how long an entry is fresh (RFC 9111 §4.2.1). Settings are today's; the entry's own are not kept. */
export function lifeSource(entry: Entry, settings: ResolvedSettings): LifeSource {
  const field = decidingField(entry, settings);
  if (field !== undefined) {
    const value = fieldValue(entry.response.headers, field) ?? "";
    return {
      said: `by response ${field}: ${value}${ageText(entry)}`,
      longer: ["a response with a longer lifetime", ...byOwnSettings(settings)],
      shorter: ["a response with a shorter lifetime"],
    };
  }
  const longer = ["a longer expireAfter when it is stored"];
  const shorter = ["a shorter expireAfter when it is stored"];
  if (!settings.profile.obeysResponse || settings.expireAfter !== undefined)
    return {
      said: settings.expireAfter === undefined ? "because no expireAfter is set" : "by setting expireAfter",
      longer,
      shorter,
    };
  const isGuess = hasField(entry.response.headers, "last-modified");
  return {
    said: isGuess
      ? `by a tenth of the time since response last-modified${ageText(entry)}`
      : "because the response does not say how long it is fresh",
    longer: ["a response with max-age", "an expireAfter when it is stored"],
    shorter: ["a response with max-age", "an expireAfter when it is stored"],
  };
}

/** Without `expireAfter`, what settings decide never expires. */
export function byOwnSettings({ expireAfter }: ResolvedSettings): readonly string[] {
  return expireAfter === undefined ? ["cacheControl: false"] : [];
}

/** What of its life was over before it came. */
function ageText({ baseAgeMs }: Entry): string {
  return baseAgeMs < 1_000 ? "" : `; it was ${spanText(baseAgeMs)} old when it arrived`;
}

/** So much of its life is left, and who gave it. */
export function freshText(entry: Entry | undefined, settings: ResolvedSettings, nowMs: Instant): string {
  if (entry === undefined) return "an entry that is fresh";
  const { freshUntilMs } = entry.lifetimes;
  const left =
    freshUntilMs >= NEVER_MS
      ? "that never expires"
      : `that is fresh for ${spanText(freshUntilMs - nowMs)} more`;
  return `an entry ${left}, ${lifeSource(entry, settings).said}`;
}

/** So long ago it ended, who gave it, and what forbids to use it any more. */
export function staleText(entry: Entry | undefined, settings: ResolvedSettings, nowMs: Instant): string {
  if (entry === undefined) return "an expired entry";
  const agoMs = nowMs - entry.lifetimes.freshUntilMs;
  const ago = agoMs < 100 ? "that expires at once" : `that expired ${spanText(agoMs)} ago`;
  const ban = entry.staleBan === undefined ? "" : `; ${entry.staleBan} forbids using it`;
  return `an entry ${ago}, ${lifeSource(entry, settings).said}${ban}`;
}

function decidingField(entry: Entry, settings: ResolvedSettings): string | undefined {
  const stored = entry.response.headers;
  const headers = governingFields(stored, settings);
  const directives = responseDirectives(headers, settings);
  if (freshnessLifetimeMs(headers, directives, settings, entry.receivedAtMs) === undefined) return undefined;
  const isSaid =
    directives.maxAge !== undefined || (settings.profile.isShared && directives.sMaxage !== undefined);
  if (!isSaid) return "expires";
  const targeted =
    headers === stored ? undefined : settings.targetedFields.find((name) => hasField(stored, name));
  return targeted?.toLowerCase() ?? "cache-control";
}

const UNITS = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["min", 60_000],
] as const;

/** A span in its two largest units, such as `23 h 49 min`; below a minute in seconds. */
function spanText(ms: number): string {
  const at = UNITS.findIndex(([, unitMs]) => ms >= unitMs);
  const unit = UNITS[at];
  if (unit === undefined) return `${Math.round(ms / 100) / 10} s`;
  const [name, unitMs] = unit;
  const [nextName, nextMs] = UNITS[at + 1] ?? ["s", 1_000];
  const rest = Math.floor((ms % unitMs) / nextMs);
  return `${Math.floor(ms / unitMs)} ${name}${rest === 0 ? "" : ` ${rest} ${nextName}`}`;
}
