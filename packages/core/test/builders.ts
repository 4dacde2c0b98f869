import type { Entry, Lifetimes } from "../src/entry/entry.ts";
import { revisedEntry } from "../src/entry/revised-entry.ts";
import { NO_DIRECTIVES } from "../src/http/fields/cache-control.ts";
import { formatHttpDate } from "../src/http/fields/http-date.ts";
import type { HeaderList, HttpRequest, HttpResponse, Instant } from "../src/http/messages.ts";
import type { Digests } from "../src/key/digests.ts";
import { lookupOf } from "../src/key/lookup-of.ts";
import { sha256, toBase64Url, toHex } from "../src/key/sha256.ts";
import { requestDirectives } from "../src/policy/freshness/directives.ts";
import type { LookupQuestion } from "../src/policy/lookup/judge-lookup.ts";
import type { ReplyQuestion } from "../src/policy/reply/judge-reply.ts";
import type { StoreQuestion } from "../src/policy/store/judge-store.ts";
import * as structured from "../src/policy/structured/structured-rules.ts";
import {
  type FixedSettings,
  type ResolvedSettings,
  resolveSettings,
} from "../src/settings/effective/resolve.ts";
import type { RequestOptions } from "../src/settings/settings.ts";

/** The instant at which every test takes place, unless it says otherwise: a whole second. */
export const NOW_MS: Instant = Date.UTC(2026, 6, 15, 12, 0, 0);
export const NOW_TEXT: string = formatHttpDate(NOW_MS);
export const TEST_URL = "https://example.com/a";

/** An HTTP date so many seconds after now; negative: before. */
export function dateText(seconds: number): string {
  return formatHttpDate(NOW_MS + seconds * 1_000);
}

/** SHA-256 in plain JavaScript. */
export const plainDigests: Digests = {
  text: (text) => toBase64Url(sha256(new TextEncoder().encode(text)).subarray(0, 18)),
  bytes: (bytes) => toBase64Url(sha256(bytes).subarray(0, 18)),
};

/** No digests at all, so that two inputs that become one have done so before they were digested. */
export const openDigests: Digests = { text: (text) => `<${text}>`, bytes: toHex };

/** Settings of one layer; rules-led unless `cacheControl: true`. */
export function settingsOf(
  options: RequestOptions = {},
  { shared = false, targetedFields = [] }: Partial<FixedSettings> = {},
): ResolvedSettings {
  return resolveSettings([options], { shared, targetedFields });
}

export const RULES: ResolvedSettings = settingsOf();
export const PRIVATE: ResolvedSettings = settingsOf({ cacheControl: true });
export const SHARED: ResolvedSettings = settingsOf({ cacheControl: true }, { shared: true });

/** A GET without header fields. */
export function requestOf(changes: Partial<HttpRequest> = {}): HttpRequest {
  return { method: "GET", url: TEST_URL, headers: [], ...changes };
}

/** A request whose only fields are these. */
export function requestWith(...headers: HeaderList): HttpRequest {
  return requestOf({ headers });
}

/** A 200 without header fields and body. */
export function responseOf(changes: Partial<HttpResponse> = {}): HttpResponse {
  return {
    status: 200,
    statusText: "OK",
    url: TEST_URL,
    headers: [],
    body: null,
    coding: "decoded",
    ...changes,
  };
}

/** A 200 whose only fields are these. */
export function responseWith(...headers: HeaderList): HttpResponse {
  return responseOf({ headers });
}

/** Fresh for another minute, with nothing permitted after that, kept for a week. */
export function lifetimesOf(changes: Partial<Lifetimes> = {}): Lifetimes {
  const { freshUntilMs = NOW_MS + 60_000 } = changes;
  return {
    usableFromMs: NOW_MS - 15_000,
    freshUntilMs,
    freeUntilMs: freshUntilMs,
    whileRevalidateUntilMs: freshUntilMs,
    ifErrorUntilMs: freshUntilMs,
    removeAtMs: freshUntilMs + 604_800_000,
    ...changes,
  };
}

/** Received ten seconds ago, as new as can be then, without header fields and validators. */
export function entryOf(changes: Partial<Entry> = {}): Entry {
  return revisedEntry(
    {
      address: { target: TEST_URL, selector: "GET", variant: "-" },
      revision: "r1",
      url: TEST_URL,
      request: { method: "GET", varied: [] },
      response: { status: 200, statusText: "OK", headers: [], coding: "decoded" },
      body: null,
      lifetimes: lifetimesOf(),
      baseAgeMs: 0,
      receivedAtMs: NOW_MS - 10_000,
      createdAtMs: NOW_MS - 10_000,
      vary: [],
      tags: [],
    },
    changes,
  );
}

/** An entry with these response fields, and what of them an entry holds apart. */
export function entryWith(headers: HeaderList, changes: Partial<Entry> = {}): Entry {
  return entryOf({ response: { status: 200, statusText: "OK", headers, coding: "decoded" }, ...changes });
}

/** An entry whose freshness ended so many seconds ago. */
export function staleEntry(seconds: number, changes: Partial<Entry> = {}): Entry {
  return entryOf({
    receivedAtMs: NOW_MS - 3_600_000,
    createdAtMs: NOW_MS - 3_600_000,
    lifetimes: lifetimesOf({
      usableFromMs: NOW_MS - 3_605_000,
      freshUntilMs: NOW_MS - seconds * 1_000,
    }),
    ...changes,
  });
}

/** What is done with a GET, given these entries. Its directives are those of its own fields. */
export function lookupQuestion(
  entries: readonly Entry[],
  changes: Partial<LookupQuestion> = {},
): LookupQuestion {
  const { request = requestOf() } = changes;
  return {
    request,
    directives: requestDirectives(request.headers),
    entries,
    settings: RULES,
    nowMs: NOW_MS,
    digests: plainDigests,
    chance: 0,
    ...changes,
  };
}

/** Whether a response to a GET is kept, where the exchange took no time. What settings say of expiry counts. */
export function storeQuestion(changes: Partial<StoreQuestion> = {}): StoreQuestion {
  const { request = requestOf(), settings = RULES } = changes;
  const { expireAfter } = settings;
  return {
    request,
    response: responseOf(),
    requestKey: lookupOf(request, undefined, settings, plainDigests),
    settings,
    times: { requestedAtMs: NOW_MS, receivedAtMs: NOW_MS },
    consulted: { expireAfter: typeof expireAfter === "function" ? undefined : expireAfter, accepted: true },
    revision: "r2",
    digests: plainDigests,
    structured,
    ...changes,
  };
}

/** What a reply means to a GET that asked about nothing stored. */
export function replyQuestion(changes: Partial<ReplyQuestion> = {}): ReplyQuestion {
  return {
    ...storeQuestion(changes),
    asked: { kind: "ask", conditions: [], reason: "uri-miss" },
    directives: changes.request === undefined ? NO_DIRECTIVES : requestDirectives(changes.request.headers),
    ...changes,
  };
}
