import type { CacheDirectives } from "../../http/fields/cache-control.ts";
import { fieldLines } from "../../http/fields/fields.ts";
import { parseHttpDate } from "../../http/fields/http-date.ts";
import type { HeaderList, Instant } from "../../http/messages.ts";
import type { ResolvedSettings } from "../../settings/effective/resolve.ts";
import { dateOf } from "./current-age.ts";

/**
 * How long the origin says an answer is fresh, in milliseconds from its creation; undefined where it says nothing (RFC 9111 §4.2.1).
 * What is said but cannot be read means "not at all".
 */
export function freshnessLifetimeMs(
  headers: HeaderList,
  directives: CacheDirectives,
  { profile }: Pick<ResolvedSettings, "profile">,
  receivedAtMs: Instant,
): number | undefined {
  if (!profile.obeysResponse) return undefined;
  if (profile.isShared && directives.sMaxage !== undefined) return secondsMs(directives.sMaxage);
  if (directives.maxAge !== undefined) return secondsMs(directives.maxAge);
  const [expires, ...others] = fieldLines(headers, "expires");
  if (expires === undefined) return undefined;
  const expiresMs = others.length === 0 ? parseHttpDate(expires, receivedAtMs) : undefined;
  return expiresMs === undefined
    ? 0
    : Math.max(0, expiresMs - (dateOf(headers, receivedAtMs) ?? receivedAtMs));
}

function secondsMs(seconds: number | "invalid"): number {
  return seconds === "invalid" ? 0 : seconds * 1_000;
}
