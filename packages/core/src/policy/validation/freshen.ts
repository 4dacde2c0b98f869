import type { Entry } from "../../entry/entry.ts";
import { storableFields } from "../../entry/storable-fields.ts";
import { withoutFields } from "../../http/fields/fields.ts";
import type { HeaderList, HttpResponse } from "../../http/messages.ts";
import { groupsAmong, withoutGroups } from "../structured/group-tags.ts";

// They describe the stored body, not the state that the 304 is about (RFC 9111 §3.2; V23).
const OF_THE_BODY: ReadonlySet<string> = new Set([
  "content-length",
  "content-encoding",
  "content-range",
  "transfer-encoding",
]);

const VALIDATORS: ReadonlySet<string> = new Set(["etag", "last-modified"]);

// Age counts from the exchange that confirmed, never from the one before (RFC 9111 §4.2.3); without a Date it took place when it was received.
const OF_THE_EXCHANGE = ["age", "date"] as const;

/** Stored fields after a 304: each field it has replaces all stored lines of that name (RFC 9111 §3.2, §4.3.4). */
export function freshenedFields(stored: HeaderList, confirmed: HeaderList): HeaderList {
  const sent = withoutFields(storableFields(confirmed), OF_THE_BODY);
  // A validator without a value is none, and takes no stored one's place.
  const fresh = sent.filter(([name, value]) => value !== "" || !VALIDATORS.has(name.toLowerCase()));
  const names = new Set([...fresh.map(([name]) => name.toLowerCase()), ...OF_THE_EXCHANGE]);
  return [...withoutFields(stored, names), ...fresh];
}

/** The stored answer with the fields of the 304 that confirmed it, as an answer to be judged anew. */
export function freshenedResponse(entry: Entry, confirmation: HttpResponse): HttpResponse {
  return {
    status: entry.response.status,
    statusText: entry.response.statusText,
    url: confirmation.url,
    headers: freshenedFields(entry.response.headers, confirmation.headers),
    body: null,
    coding: entry.response.coding,
  };
}

/**
 * The entry as a 304 leaves it: new fields and lifetimes; body, creation and the user's tags as they were.
 *
 * @param isRefiled it moves to where this request's fields select it: the 304 names fields in `Vary` that it did not vary on before, or confirms
 * another request's answer for this one. Fewer names change nothing, because many servers name only some in a 304.
 */
export function freshenedEntry(entry: Entry, judged: Entry, isRefiled: boolean): Entry {
  const { part } = entry;
  return {
    ...judged,
    ...(isRefiled ? {} : { address: entry.address, request: entry.request, vary: entry.vary }),
    body: entry.body,
    createdAtMs: entry.createdAtMs,
    // The user's were given when it was stored; those of its groups follow its fields.
    tags: [...withoutGroups(entry.tags), ...groupsAmong(judged.tags)],
    ...(part === undefined ? {} : { part }),
  };
}
