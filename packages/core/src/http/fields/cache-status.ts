import { serializeString, serializeToken } from "./structured-field.ts";

/** What one cache tells of one exchange (RFC 9211 §2). */
export interface CacheStatusMember {
  /** Of the cache. */
  readonly name: string;
  /** Answered without asking anybody else. */
  readonly hit?: boolean;
  /** Why the request went forward, as exactly as known. */
  readonly fwd?: "bypass" | "method" | "uri-miss" | "vary-miss" | "miss" | "request" | "stale" | "partial";
  /** The status that came back. */
  readonly fwdStatus?: number;
  /** Seconds of freshness left; negative where it is over. */
  readonly ttl?: number;
  /** Whether what came back was stored. */
  readonly stored?: boolean;
  /** Whether the request shared another one's exchange. */
  readonly collapsed?: boolean;
  /** Anything else, for people. */
  readonly detail?: string;
}

const MAX_SF_INTEGER = 999_999_999_999_999;

/**
 * Writes one member of `Cache-Status` as a Structured Fields item (RFC 9211 §2, RFC 9651 §4.1).
 *
 * `hit` and `fwd` exclude each other: where both are given, `fwd` stands. `fwdStatus`, `stored` and `collapsed` mean
 * nothing without `fwd`, and are then left out. Characters that a String cannot hold become `?`.
 */
export function formatCacheStatus(member: CacheStatusMember): string {
  let text = tokenOrString(member.name);
  if (member.fwd === undefined) {
    if (member.hit === true) text += ";hit";
  } else {
    text += `;fwd=${member.fwd}${integer("fwd-status", member.fwdStatus)}`;
  }
  text += integer("ttl", member.ttl);
  if (member.fwd !== undefined)
    text += boolean("stored", member.stored) + boolean("collapsed", member.collapsed);
  return member.detail === undefined ? text : `${text};detail=${tokenOrString(member.detail)}`;
}

function tokenOrString(text: string): string {
  return serializeToken(text) ?? serializeString(text) ?? `"${printable(text)}"`;
}

function printable(text: string): string {
  return Array.from(text, (character) => serializeString(character)?.slice(1, -1) ?? "?").join("");
}

function integer(key: string, value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return "";
  // Rounded down: half a second too late is late.
  return `;${key}=${Math.max(-MAX_SF_INTEGER, Math.min(MAX_SF_INTEGER, Math.floor(value)))}`;
}

function boolean(key: string, value: boolean | undefined): string {
  if (value === undefined) return "";
  return value ? `;${key}` : `;${key}=?0`;
}
