import type { Entry } from "../../entry/entry.ts";
import type { HttpRequest, Instant } from "../../http/messages.ts";
import { leadsNowhere } from "../../http/urls/redirect-target.ts";
import type { Digests } from "../../key/digests.ts";
import { sameFields, variedFields } from "../../key/variant.ts";
import type { ResolvedSettings } from "../../settings/effective/resolve.ts";
import { askedRange, isSameState } from "../answer/range-answer.ts";
import { dateOf } from "../freshness/current-age.ts";
import { holdsRange, isPart } from "../store/stored-part.ts";

/**
 * The stored answer that a request selects: of those whose varied fields are the request's, the newest (RFC 9111 §4, §4.1).
 * One that varies comes before one that does not; a HEAD's answer never serves a GET, nor a part one that asks for more, and of two equally new ones the other is taken.
 */
export function selectStored(
  request: HttpRequest,
  entries: readonly Entry[],
  settings: ResolvedSettings,
  digests: Digests,
): Entry | undefined {
  let selected: Entry | undefined;
  for (const entry of entries) {
    if (!couldAnswer(entry, request)) continue;
    if (!matchesVary(entry, request, settings, digests)) continue;
    if (selected === undefined || isBetter(entry, selected)) selected = entry;
  }
  return selected;
}

/**
 * Whether an answer is of use to such a request at all: what a HEAD brought only to a HEAD, a part only to a range within it (RFC 9111 §3.3),
 * what stood at the end of hidden redirects only to who wants them followed, a redirect that leads nowhere only to who does not follow.
 */
export function couldAnswer(entry: Entry, request: HttpRequest): boolean {
  if (entry.finalUrl !== undefined && (request.redirect ?? "follow") !== "follow") return false;
  if (request.redirect !== "manual" && leadsNowhere(entry.response, entry.url)) return false;
  if (isPart(entry)) return entry.part !== undefined && answersRange(entry, entry.part, request);
  return entry.request.method !== "HEAD" || request.method === "HEAD";
}

function answersRange(entry: Entry, part: NonNullable<Entry["part"]>, request: HttpRequest): boolean {
  const range = askedRange(request);
  return range !== undefined && holdsRange(part, range) && isSameState(entry, request);
}

/** Whether the fields that an answer varied on are those of this request. */
export function matchesVary(
  entry: Entry,
  request: HttpRequest,
  settings: ResolvedSettings,
  digests: Digests,
): boolean {
  return (
    entry.vary.length === 0 ||
    sameFields(entry.request.varied, variedFields(request.headers, entry.vary, settings, digests))
  );
}

function isBetter(entry: Entry, other: Entry): boolean {
  const [varies, otherVaries] = [entry.vary.length > 0, other.vary.length > 0];
  if (varies !== otherVaries) return varies;
  const [madeAtMs, otherMadeAtMs] = [originTimeMs(entry), originTimeMs(other)];
  if (madeAtMs !== otherMadeAtMs) return madeAtMs > otherMadeAtMs;
  if (entry.receivedAtMs !== other.receivedAtMs) return entry.receivedAtMs > other.receivedAtMs;
  return entry.request.method !== "HEAD";
}

function originTimeMs(entry: Entry): Instant {
  return dateOf(entry.response.headers, entry.receivedAtMs) ?? entry.receivedAtMs;
}
