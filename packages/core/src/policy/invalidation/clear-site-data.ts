import { fieldLines, listMembers } from "../../http/fields/fields.ts";
import type { HeaderList } from "../../http/messages.ts";
import type { ResolvedSettings } from "../../settings/effective/resolve.ts";

/**
 * Whether an answer tells its user's cache to forget its origin (Clear Site Data §3.1: `"cache"`, `"*"`). A cache for many is nobody's: one
 * user who logs out does not empty it.
 */
export function clearsCache(headers: HeaderList, { profile }: Pick<ResolvedSettings, "profile">): boolean {
  if (profile.isShared) return false;
  const lines = fieldLines(headers, "clear-site-data");
  if (lines.length === 0) return false;
  const types = lines.flatMap(listMembers);
  return types.includes('"cache"') || types.includes('"*"');
}
