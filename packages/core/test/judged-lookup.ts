import type { Entry } from "../src/entry/entry.ts";
import type { HttpRequest } from "../src/http/messages.ts";
import { judgeLookup } from "../src/policy/lookup/judge-lookup.ts";
import type { LookupVerdict } from "../src/policy/verdict.ts";
import type { RequestOptions } from "../src/settings/settings.ts";
import { entryOf, lookupQuestion, requestOf, settingsOf } from "./builders.ts";

/** The verdict on a plain request where only this is stored. */
export function judged(
  entry: Entry | undefined,
  options: RequestOptions = {},
  request: HttpRequest = requestOf(),
): LookupVerdict {
  const entries = entry === undefined ? [] : [entry];
  return judgeLookup(lookupQuestion(entries, { request, settings: settingsOf(options) }));
}

/** An entry with a tag. */
export const FRESH = entryOf({ etag: '"a"' });
/** One validator, and the other. */
export const ETAG = { etag: '"a"' };
export const DATED = { lastModified: "Wed, 15 Jul 2026 11:00:00 GMT" };
