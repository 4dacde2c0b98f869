import { createHash } from "node:crypto";
import type { Content } from "./content.ts";
import type { Knobs } from "./knobs.ts";

/** What the origin says, short of the body's bytes. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly sendsBody: boolean;
}

/** The request fields that a condition stands in. */
export interface Conditions {
  readonly ifNoneMatch: string | undefined;
  readonly ifModifiedSince: string | undefined;
}

const DEFAULT_LAST_MODIFIED = "Wed, 01 Jan 2025 00:00:00 GMT";
const WITHOUT_BODY: ReadonlySet<number> = new Set([204, 205, 304]);

/** Status and fields for content under its knobs: 304 where a condition holds (RFC 9110 §13.2.2). */
export function answerFor(content: Content, knobs: Knobs, conditions: Conditions): Answer {
  const headers = fieldsFor(content, knobs);
  const status = knobs.status ?? 200;
  if (status === 200 && isUnchanged(headers, conditions)) {
    const { "content-type": _type, "content-length": _length, ...kept } = headers;
    return { status: 304, headers: kept, sendsBody: false };
  }
  return { status, headers, sendsBody: !WITHOUT_BODY.has(status) };
}

function fieldsFor(content: Content, knobs: Knobs): Record<string, string> {
  const headers: Record<string, string> = {
    "content-type": content.type,
    "content-length": String(content.length),
  };
  const cacheControl = knobs.cacheControl ?? lifetimeDirectives(knobs);
  if (cacheControl !== "") headers["cache-control"] = cacheControl;
  if (knobs.etag !== undefined) headers["etag"] = `"${knobs.etag || digestOf(content)}"`;
  if (knobs.lastModified !== undefined) {
    headers["last-modified"] = knobs.lastModified
      ? new Date(knobs.lastModified).toUTCString()
      : DEFAULT_LAST_MODIFIED;
  }
  if (knobs.vary !== undefined) headers["vary"] = knobs.vary;
  if (knobs.setCookie !== undefined) headers["set-cookie"] = knobs.setCookie;
  return headers;
}

function lifetimeDirectives({ maxAge, swr, sie }: Knobs): string {
  const directives: string[] = [];
  if (maxAge !== undefined) directives.push(`max-age=${maxAge}`);
  if (swr !== undefined) directives.push(`stale-while-revalidate=${swr}`);
  if (sie !== undefined) directives.push(`stale-if-error=${sie}`);
  return directives.join(", ");
}

function digestOf(content: Content): string {
  const hash = createHash("sha256");
  for (const chunk of content.chunks()) hash.update(chunk);
  return hash.digest("base64url").slice(0, 16);
}

function isUnchanged(headers: Readonly<Record<string, string>>, conditions: Conditions): boolean {
  const { ifNoneMatch, ifModifiedSince } = conditions;
  if (ifNoneMatch !== undefined) {
    const tags = ifNoneMatch.split(",").map((tag) => tag.trim().replace(/^W\//, ""));
    return tags.includes("*") || (headers["etag"] !== undefined && tags.includes(headers["etag"]));
  }
  if (ifModifiedSince === undefined || headers["last-modified"] === undefined) return false;
  return Date.parse(headers["last-modified"]) <= Date.parse(ifModifiedSince);
}
