import { type CacheStatusMember, formatCacheStatus } from "../../http/fields/cache-status.ts";
import type { CacheOutcome, HandledResponse } from "../../policy/outcome.ts";

/** The answer with our member after those that were there (RFC 9211 §2); answers that the cache made up have none. */
export function withCacheStatus(answer: HandledResponse, name: string, nowMs: number): HandledResponse {
  const { status, statusText = "", url, headers, body, coding, history = [], cache } = answer;
  if (cache.kind === "refused" || cache.kind === "failed") return answer;
  const field = ["Cache-Status", formatCacheStatus(memberOf(cache, name, nowMs))] as const;
  return { status, statusText, url, headers: [...headers, field], body, coding, history, cache };
}

function memberOf(cache: CacheOutcome, name: string, nowMs: number): CacheStatusMember {
  const detail = cache.reason;
  const ttl = cache.expires == null ? undefined : Math.floor((cache.expires.getTime() - nowMs) / 1_000);
  const life = ttl === undefined ? {} : { ttl };
  switch (cache.kind) {
    case "hit":
    case "stale":
      // After a failure of the origin it was forwarded, and `hit` would say that it was not (RFC 9211 §2.1).
      return detail === "network" || detail === "status"
        ? { name, fwd: "stale", ...life, detail }
        : { name, hit: true, ...life, detail };
    case "joined":
      return { name, fwd: forwardReason(cache), collapsed: true, ...life, detail };
    case "revalidated":
      return { name, fwd: "stale", fwdStatus: 304, ...life, detail };
    case "bypass":
      return { name, fwd: cache.reason === "method" ? "method" : "bypass", detail };
    default:
      return {
        name,
        fwd: forwardReason(cache),
        stored: cache.write === "stored" || cache.write === "pending",
        ...life,
        detail,
      };
  }
}

function forwardReason({ reason }: CacheOutcome): NonNullable<CacheStatusMember["fwd"]> {
  if (reason === "uri-miss" || reason === "vary-miss" || reason === "partial") return reason;
  return reason === "stale" || reason === "no-cache" ? "stale" : "request";
}
