import { fieldLines, listMembers } from "../http/fields/fields.ts";
import type { HeaderList } from "../http/messages.ts";
import type { ResolvedSettings } from "../settings/effective/resolve.ts";
import { type Digests, injective } from "./digests.ts";
import { countedCookies } from "./partition.ts";

/** The variant of an answer that does not vary. */
export const NO_VARIANT = "-";

// Members of these lists mean the same in any order and case (RFC 9111 §4.1 permits what is known to keep the meaning).
const UNORDERED: ReadonlySet<string> = new Set(["accept-encoding"]);
const CASELESS: ReadonlySet<string> = new Set([
  "accept-encoding",
  "accept-language",
  "accept-charset",
  "accept",
]);

type VariantSettings = Pick<ResolvedSettings, "profile" | "partition" | "ignoredParameters">;

/**
 * The request's fields that an answer varied on, as they are stored and compared: one line a name that the request has, in the names' order;
 * values in one form, secret ones as digests (RFC 9111 §4.1; requests-cache VARY-03, VARY-07).
 */
export function variedFields(
  headers: HeaderList,
  names: readonly string[],
  settings: VariantSettings,
  digests: Digests,
): HeaderList {
  const fields: (readonly [string, string])[] = [];
  for (const name of names) {
    const lines = fieldLines(headers, name);
    if (lines.length === 0) continue;
    const value = normalValue(name, lines, settings);
    fields.push([name, isSecret(name, settings) ? `digest ${digests.text(value)}` : value]);
  }
  return fields;
}

/** The name of the variant that these fields select; `-` where the answer varies on nothing. */
export function variantOf(
  names: readonly string[],
  varied: HeaderList,
  method: string,
  digests: Digests,
): string {
  // A HEAD answer has no body and must never stand where a GET's does.
  const prefix = method === "HEAD" ? "head:" : "";
  if (names.length === 0) return prefix + NO_VARIANT;
  return prefix + digests.text(injective([names.join(","), ...varied.flat()]));
}

/** Whether a stored answer's varied fields are those of this request. */
export function sameFields(stored: HeaderList, current: HeaderList): boolean {
  return (
    stored.length === current.length &&
    stored.every(([name, value], i) => name === current[i]?.[0] && value === current[i]?.[1])
  );
}

/** A field's lines as one comparable text (requests-cache VARY-03: members of a list without order and case, where the profile says so). */
export function normalValue(
  name: string,
  lines: readonly string[],
  { profile }: Pick<VariantSettings, "profile">,
): string {
  const joined = lines.join(", ");
  if (name === "cookie") return countedCookies(lines.join("; "));
  // Its parameters have case: `Digest username="A"` and `"a"` are two users.
  if (name === "authorization") return joined;
  const members = listMembers(joined);
  const loose = profile.normalisesRequests && members.length > 1;
  let cased: readonly string[] = members;
  if (loose) cased = members.map((member) => member.toLowerCase());
  else if (CASELESS.has(name)) cased = members.map(caseless);
  return (loose || UNORDERED.has(name) ? [...cased].sort() : cased).join(", ");
}

/** What has no case is the type, language or coding itself; a parameter behind it, such as a profile's URL, may have one. */
function caseless(member: string): string {
  const end = member.indexOf(";");
  return end < 0 ? member.toLowerCase() : member.slice(0, end).toLowerCase() + member.slice(end);
}

function isSecret(name: string, { partition, ignoredParameters }: VariantSettings): boolean {
  return (
    name === "cookie" || name === "authorization" || partition.hasField(name) || ignoredParameters.has(name)
  );
}
