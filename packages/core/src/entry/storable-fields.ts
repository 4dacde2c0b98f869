import { fieldLines, listMembers, withoutFields } from "../http/fields.ts";
import type { HeaderList } from "../http/messages.ts";

const NEVER_STORED = [
  "connection",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "proxy-authenticate",
  "proxy-authentication-info",
  "proxy-authorization",
] as const;

const NOTHING_MORE: ReadonlySet<string> = new Set();

/**
 * The fields of a message that a cache keeps (RFC 9111 §3.1): without those of one connection (RFC 9110 §7.6.1), those that `Connection`
 * names, and those meant for a proxy. Order, repetition and case of the rest stay.
 *
 * @param alsoWithout more names to leave out, in lower case
 */
export function storableFields(
  headers: HeaderList,
  alsoWithout: ReadonlySet<string> = NOTHING_MORE,
): HeaderList {
  const left = new Set<string>(NEVER_STORED);
  for (const name of alsoWithout) left.add(name);
  for (const line of fieldLines(headers, "connection")) {
    for (const member of listMembers(line)) left.add(member.toLowerCase());
  }
  return withoutFields(headers, left);
}
