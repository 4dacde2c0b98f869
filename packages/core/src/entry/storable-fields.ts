import { fieldLines, listMembers } from "../http/fields/fields.ts";
import type { HeaderList } from "../http/messages.ts";

const NEVER_STORED: ReadonlySet<string> = new Set([
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
]);

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
  const connection = fieldLines(headers, "connection");
  const named =
    connection.length === 0 ? [] : connection.flatMap(listMembers).map((name) => name.toLowerCase());
  return headers.filter((line) => {
    const lower = line[0].toLowerCase();
    return !NEVER_STORED.has(lower) && !alsoWithout.has(lower) && !named.includes(lower);
  });
}
