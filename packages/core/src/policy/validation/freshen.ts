import type { Entry } from "../../entry/entry.ts";
import type { HttpResponse } from "../../http/messages.ts";
import { groupsAmong, withoutGroups } from "../structured/group-tags.ts";
import { freshenedFields } from "./freshened-fields.ts";

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
