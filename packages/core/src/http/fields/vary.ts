import type { HeaderList } from "../messages.ts";
import { fieldLines, isToken, listMembers } from "./fields.ts";

const MAX_NAMES = 64;
const NONE: readonly string[] = /* @__PURE__ */ Object.freeze([]);

/**
 * The request fields that `Vary` names (RFC 9110 §12.5.5), all lines as one list: in lower case, each once, sorted; none without `Vary`.
 *
 * `'*'`, which no request matches (RFC 9111 §4.1), where any member is `*`, is no field name, or where there are more than 64 names.
 */
export function varyNames(headers: HeaderList): readonly string[] | "*" {
  const lines = fieldLines(headers, "vary");
  if (lines.length === 0) return NONE;
  const names = new Set<string>();
  for (const line of lines) {
    for (const member of listMembers(line)) {
      // `*` is a token too, so it needs its own question.
      if (member === "*" || !isToken(member)) return "*";
      names.add(member.toLowerCase());
      if (names.size > MAX_NAMES) return "*";
    }
  }
  return [...names].sort();
}
