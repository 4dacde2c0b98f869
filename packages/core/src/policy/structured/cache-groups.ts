import { fieldLines } from "../../http/fields/fields.ts";
import { parseList } from "../../http/fields/structured-field.ts";
import type { HeaderList, HttpRequest } from "../../http/messages.ts";
import { isSafeMethod } from "../../http/status.ts";
import type { ResolvedSettings } from "../../settings/effective/resolve.ts";
import { GROUP_PREFIX } from "./group-tags.ts";

const MAX_GROUPS = 64;

/** The groups an answer belongs to, as tags of its entry: scoped to its origin, case-sensitive; none where the field is invalid (RFC 9875 §2). */
export function groupTags(
  headers: HeaderList,
  url: string,
  { profile }: Pick<ResolvedSettings, "profile">,
): readonly string[] {
  return profile.obeysResponse ? tagsOf(fieldLines(headers, "cache-groups"), url) : [];
}

/** The tags of what a successful unsafe request asks to be removed, of its own origin only (RFC 9875 §3). */
export function invalidatedGroups(request: HttpRequest, headers: HeaderList): readonly string[] {
  return isSafeMethod(request.method)
    ? []
    : tagsOf(fieldLines(headers, "cache-group-invalidation"), request.url);
}

function tagsOf(lines: readonly string[], url: string): readonly string[] {
  if (lines.length === 0) return [];
  const members = parseList(lines) ?? [];
  const { origin } = new URL(url);
  const names = members.map((member) =>
    member.kind === "item" && member.bare.type === "string" ? member.bare.value : undefined,
  );
  // One member that is no string makes the whole field invalid.
  if (names.includes(undefined)) return [];
  return names.slice(0, MAX_GROUPS).map((name) => `${GROUP_PREFIX}${origin} ${String(name)}`);
}
