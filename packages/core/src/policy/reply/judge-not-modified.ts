import type { Entry } from "../../entry/entry.ts";
import { fieldValue } from "../../http/fields/fields.ts";
import { parseHttpDate } from "../../http/fields/http-date.ts";
import type { HttpResponse, Instant } from "../../http/messages.ts";
import { isSafeMethod } from "../../http/status.ts";
import { matchesVary } from "../lookup/select-stored.ts";
import { judgeStore, type StoreQuestion } from "../store/judge-store.ts";
import { requestForPart } from "../store/stored-part.ts";
import { freshenedEntry, freshenedResponse } from "../validation/freshen.ts";
import {
  hasOwnConditions,
  isSameStrongTag,
  isSameTag,
  type Validators,
  validatorsOf,
} from "../validation/validators.ts";
import type { ReplyVerdict, StoreVerdict } from "../verdict.ts";
import { isOlderThan, type ReplyQuestion } from "./judge-reply.ts";

/** What a 304 means for what is stored and for the caller (RFC 9111 §4.3.3, §4.3.4). */
export function judgeNotModified(question: ReplyQuestion): ReplyVerdict {
  const { request, response, asked, times, settings } = question;
  if (asked.conditions.length === 0) {
    if (hasOwnConditions(request)) return { kind: "pass", reason: "callers-304" };
    // What changes something is sent once, whatever its answer means.
    return { kind: isSafeMethod(request.method) ? "repeat" : "pass", reason: "unasked-304" };
  }
  const confirmed = confirmedEntries(asked.conditions, response, times.receivedAtMs);
  const [entry] = confirmed;
  if (entry === undefined) return { kind: "repeat", reason: "unknown-validator" };
  if (settings.profile.obeysResponse && isOlderThan(response, entry, times.receivedAtMs)) {
    return { kind: "repeat", reason: "older-304" };
  }
  const store = judgeFreshened(question, entry);
  const isRefiled = store.kind !== "keep-out" && store.entry.address.variant !== entry.address.variant;
  return { kind: "freshen", entries: confirmed, store, isRefiled };
}

/** Whether a stored answer is still kept once the reply's fields are its own, and as what (RFC 9111 §3.2, §4.3.4, §4.3.5). */
export function judgeFreshened(question: StoreQuestion, entry: Entry): StoreVerdict {
  const store = judgedAnew(question, entry);
  if (store.kind === "keep-out") return store;
  // It stands where its old field has put it, and would be found there by URLs that the new one does not mean.
  if (isEquivalentOtherwise(question, entry, store.entry))
    return { kind: "keep-out", reason: "nothing-to-reuse" };
  const isForAnother = !matchesVary(entry, question.request, question.settings, question.digests);
  const isRefiled = isForAnother || variesOnMore(store.entry, entry);
  return { ...store, entry: freshenedEntry(entry, store.entry, isRefiled) };
}

/**
 * An answer to other requests than this one, confirmed along with it (RFC 9111 §4.3.4); undefined where it may no longer be kept, or where
 * nobody knows what its own request said of a field that now counts.
 */
export function freshenedInPlace(question: StoreQuestion, entry: Entry): Entry | undefined {
  const store = judgedAnew(question, entry);
  if (store.kind === "keep-out" || isEquivalentOtherwise(question, entry, store.entry)) return undefined;
  return variesOnMore(store.entry, entry) ? undefined : freshenedEntry(entry, store.entry, false);
}

function judgedAnew(question: StoreQuestion, entry: Entry): StoreVerdict {
  // A HEAD may confirm what a GET has brought.
  const asked = { ...question.request, method: entry.request.method };
  const request = entry.part === undefined ? asked : requestForPart(asked, entry.part);
  return judgeStore({ ...question, request, response: freshenedResponse(entry, question.response) });
}

/** Whether the reply changes what an answer under an equivalent target does not vary on (No-Vary-Search). */
function isEquivalentOtherwise({ requestKey }: StoreQuestion, before: Entry, after: Entry): boolean {
  return (
    before.address.selector !== requestKey.selector &&
    fieldValue(before.response.headers, "no-vary-search") !==
      fieldValue(after.response.headers, "no-vary-search")
  );
}

function variesOnMore({ vary }: Entry, before: Entry): boolean {
  return vary.some((name) => !before.vary.includes(name));
}

/**
 * Those that the 304 is about (RFC 9111 §4.3.4): all with its strong tag, the newest with its weak one, or where it has none, or nothing stored
 * has, the one that was asked about, by its date.
 */
function confirmedEntries(
  conditions: readonly Entry[],
  response: HttpResponse,
  nowMs: Instant,
): readonly Entry[] {
  const said = validatorsOf(response.headers);
  const { etag } = said;
  const only = conditions.length === 1 ? conditions[0] : undefined;
  if (only !== undefined && (etag === undefined || only.etag === undefined)) {
    return isOfItsDate(only, said, nowMs) ? [only] : [];
  }
  if (etag === undefined) return [];
  const tagged = conditions.filter((entry) => entry.etag !== undefined && isSameTag(entry.etag, etag));
  const strong = tagged.filter((entry) => entry.etag !== undefined && isSameStrongTag(entry.etag, etag));
  if (strong.length > 0) return strong;
  return [...tagged].sort((a, b) => b.receivedAtMs - a.receivedAtMs).slice(0, 1);
}

/**
 * Whether a 304 that says nothing of a stored tag means the stored state by its date. One that names no validator does; one with another date,
 * as after a step back to an older state, does not; nor one with a validator that was never stored.
 */
function isOfItsDate(
  { lastModified: stored }: Entry,
  { etag, lastModified }: Validators,
  nowMs: Instant,
): boolean {
  if (lastModified === undefined) return etag === undefined;
  if (stored === undefined) return false;
  const [saidMs, storedMs] = [parseHttpDate(lastModified, nowMs), parseHttpDate(stored, nowMs)];
  return lastModified === stored || (saidMs !== undefined && saidMs === storedMs);
}
