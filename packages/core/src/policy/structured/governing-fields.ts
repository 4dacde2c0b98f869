import { fieldLines, withField, withoutFields } from "../../http/fields/fields.ts";
import { type Member, parseDictionary } from "../../http/fields/structured-field.ts";
import type { HeaderList } from "../../http/messages.ts";
import type { ResolvedSettings } from "../../settings/effective/resolve.ts";

const BOOLEANS: ReadonlySet<string> = new Set([
  "must-revalidate",
  "must-understand",
  "no-cache",
  "no-store",
  "private",
  "proxy-revalidate",
  "public",
  "immutable",
]);
const SECONDS: ReadonlySet<string> = new Set([
  "max-age",
  "s-maxage",
  "stale-while-revalidate",
  "stale-if-error",
]);
/** Those that may name fields instead. */
const OF_FIELDS: ReadonlySet<string> = new Set(["no-cache", "private"]);
const OVERRULED: ReadonlySet<string> = new Set(["expires"]);

/**
 * A response's fields as policy is to read them: where a targeted field decides for this cache, its directives stand for `Cache-Control`, and
 * `Expires` says nothing (RFC 9213 §2.2). What is stored are always the fields as they came.
 */
export function governingFields(
  headers: HeaderList,
  { profile, targetedFields }: Pick<ResolvedSettings, "profile" | "targetedFields">,
): HeaderList {
  if (!profile.isShared) return headers;
  for (const name of targetedFields) {
    const lines = fieldLines(headers, name);
    const dictionary = lines.length === 0 ? undefined : parseDictionary(lines);
    // Empty, or with an error anywhere: as good as absent.
    if (dictionary === undefined || dictionary.size === 0) continue;
    const directives = [...dictionary].flatMap(([key, member]) => directive(key, member));
    return withField(withoutFields(headers, OVERRULED), "Cache-Control", directives.join(", "));
  }
  return headers;
}

/** Of the wrong type, a directive says nothing (RFC 9213 §2.1). */
function directive(name: string, member: Member): readonly string[] {
  if (member.kind !== "item") return [];
  const { type, value } = member.bare;
  if (BOOLEANS.has(name) && type === "boolean" && value === true) return [name];
  // A negative number too: where it cannot be read as seconds, it is no time at all (RFC 9111 §4.2.1).
  if (SECONDS.has(name) && type === "integer") return [`${name}=${value}`];
  if (OF_FIELDS.has(name) && type === "string") return [/["\\]/.test(value) ? name : `${name}="${value}"`];
  return [];
}
