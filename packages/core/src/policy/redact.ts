import { hasField } from "../http/fields.ts";
import type { HeaderList } from "../http/messages.ts";
import { type Parameter, parameters, REDACTED, redactedQuery } from "../key/ignored-parameters.ts";
import type { ResolvedSettings } from "../settings/resolve.ts";

const USERINFO = /^((?:[a-z][a-z0-9+.-]*:)?\/\/)[^/]*@/i;
const URL_FIELDS: ReadonlySet<string> = new Set(["location", "content-location", "refresh", "link"]);

/**
 * A response's fields as they may be stored: ignored ones, those that separate users, and secrets in URLs replaced by a placeholder (requests-cache KEY-13, V2).
 */
export function redactedFields(headers: HeaderList, settings: ResolvedSettings): HeaderList {
  const { ignoredParameters, partition } = settings;
  return headers.map(([name, value]) => {
    const lower = name.toLowerCase();
    if (ignoredParameters.has(lower) || partition.headers.has(lower)) return [name, REDACTED] as const;
    if (!URL_FIELDS.has(lower)) return [name, value] as const;
    const redacted = (reference: string): string =>
      redactedReference(reference, ignoredParameters, partition.parameters);
    // What stands beside a reference in a Link is no part of its query.
    const isLink = lower === "link";
    return [name, isLink ? value.replace(/(?<=<)[^>]*/g, redacted) : redacted(value)] as const;
  });
}

/**
 * A stored `Location` with the values that were left out put back from the request that is being answered: the partition has made sure that
 * they are the same. undefined where the request has no such value.
 */
export function refilledLocation(location: string, requestUrl: string): string | undefined {
  if (!location.includes(`=${REDACTED}`)) return location;
  const [beforeQuery, query, fragment] = splitReference(location);
  if (query === "") return location;
  const own = firstTexts(parameters(splitReference(requestUrl)[1].slice(1)));
  const filled = parameters(query.slice(1)).map(({ text, name }) => {
    if (!text.endsWith(`=${REDACTED}`)) return text;
    const value = own.get(name)?.split("=").slice(1).join("=");
    return value === undefined ? undefined : `${text.slice(0, text.indexOf("="))}=${value}`;
  });
  return filled.includes(undefined) ? undefined : `${beforeQuery}?${filled.join("&")}${fragment}`;
}

/** By name; of several of one name the first. */
function firstTexts(list: readonly Parameter[]): ReadonlyMap<string, string> {
  return new Map([...list].reverse().map(({ name, text }) => [name, text]));
}

/** Whether a redirect can be stored without its secrets and followed again. */
export function canBeFollowedLater(
  headers: HeaderList,
  requestUrl: string,
  settings: ResolvedSettings,
): boolean {
  if (!hasField(headers, "location")) return true;
  const stored = redactedFields(headers, settings);
  return headers.every(([name, value], i) => {
    if (name.toLowerCase() !== "location") return true;
    return refilledLocation(stored[i]?.[1] ?? "", requestUrl) === value;
  });
}

// Userinfo and a fragment carry secrets too, and these cannot be filled in again: such a redirect is not kept.
function redactedReference(reference: string, ...names: readonly ReadonlySet<string>[]): string {
  const [beforeQuery, ...parts] = splitReference(reference);
  const withoutUser = beforeQuery.replace(USERINFO, `$1${REDACTED}@`);
  return (
    withoutUser + parts.map((part) => part.slice(0, 1) + redactedQuery(part.slice(1), ...names)).join("")
  );
}

/** Query and fragment with their marks, or empty. */
function splitReference(reference: string): readonly [beforeQuery: string, query: string, fragment: string] {
  const hash = reference.indexOf("#");
  const fragmentAt = hash < 0 ? reference.length : hash;
  const question = reference.slice(0, fragmentAt).indexOf("?");
  const queryAt = question < 0 ? fragmentAt : question;
  return [reference.slice(0, queryAt), reference.slice(queryAt, fragmentAt), reference.slice(fragmentAt)];
}
