import type { Address, Entry } from "../../entry/entry.ts";
import { storableFields } from "../../entry/storable-fields.ts";
import type { CacheDirectives } from "../../http/fields/cache-control.ts";
import { hasField, withField } from "../../http/fields/fields.ts";
import { formatHttpDate } from "../../http/fields/http-date.ts";
import { varyNames } from "../../http/fields/vary.ts";
import type { HeaderList, HttpRequest, HttpResponse } from "../../http/messages.ts";
import { isRedirectStatus } from "../../http/status.ts";
import type { Digests } from "../../key/digests.ts";
import type { RequestKey } from "../../key/lookup-of.ts";
import { redactedUrl, withoutUserAndFragment } from "../../key/target-uri.ts";
import { variantOf, variedFields } from "../../key/variant.ts";
import type { Expiration } from "../../settings/duration.ts";
import { DO_NOT_CACHE } from "../../settings/duration.ts";
import type { ResolvedSettings } from "../../settings/effective/resolve.ts";
import { type Asker, COOKIE_FIELDS, keptFields, keptReference } from "../answer/secret-fields.ts";
import type { ExchangeTimes } from "../freshness/current-age.ts";
import { responseDirectives } from "../freshness/directives.ts";
import { type Life, lifeOf } from "../freshness/lifetimes.ts";
import { hasValidator, validatorsOf } from "../validation/validators.ts";
import type { StoreVerdict } from "../verdict.ts";
import { reasonToKeepOut } from "./may-store.ts";
import { partVariant, storablePart } from "./stored-part.ts";

/** What structured fields decide. */
export type StructuredRules = typeof import("../structured/structured-rules.ts");

/** What the user's own functions said of an answer. */
export interface Consulted {
  /** Computed where it was a function; undefined: nothing. */
  readonly expireAfter: Expiration | undefined;
  /** What `filterFn` said; true where there is none. */
  readonly accepted: boolean;
}

/** Everything that decides whether an answer is kept. */
export interface StoreQuestion {
  readonly request: HttpRequest;
  readonly response: HttpResponse;
  readonly requestKey: RequestKey;
  readonly settings: ResolvedSettings;
  readonly times: ExchangeTimes;
  readonly consulted: Consulted;
  /** For the entry that is made. */
  readonly revision: string;
  readonly digests: Digests;
  /** undefined: the response has no structured field that counts, or their code cannot be loaded. */
  readonly structured: StructuredRules | undefined;
  /** The transport sends cookies that the request does not show. */
  readonly hidesCookies?: boolean;
}

/** Whether an answer is kept, and as what; the entry has no body yet (RFC 9111 §3; requests-cache PIPE-11, PIPE-12). */
export function judgeStore(question: StoreQuestion): StoreVerdict {
  const { request, settings, consulted, times } = question;
  const { status, url, coding } = question.response;
  const received = question.response.headers;
  const headers = question.structured?.governingFields(received, settings) ?? received;
  // Not by a spread: an answer of another cache has getters.
  const response: HttpResponse = { status, url, headers, body: null, coding };
  if (consulted.expireAfter === DO_NOT_CACHE) return { kind: "keep-out", reason: "no-store" };
  // What decides for this cache is there, and nobody has read it.
  if (question.structured === undefined && isTargeted(received, settings))
    return { kind: "keep-out", reason: "private" };
  const directives = responseDirectives(response.headers, settings);
  const forbidden = reasonToKeepOut(request, response, directives, settings);
  if (forbidden !== undefined) return { kind: "keep-out", reason: forbidden };
  if (question.hidesCookies && varyNames(response.headers).includes("cookie"))
    return { kind: "keep-out", reason: "vary-star" };
  if (!consulted.accepted) return { kind: "keep-out", reason: "filter" };
  const life = lifeOf(response, directives, consulted.expireAfter, settings, times);
  const entry = entryOf(question, life, fieldsToLeaveOut(directives, settings));
  if (
    isRedirectStatus(status) &&
    hasField(headers, "location") &&
    !hasField(entry.response.headers, "location")
  )
    return { kind: "keep-out", reason: "private" };
  const expired = entry.lifetimes.freshUntilMs <= times.receivedAtMs;
  if (!expired) return { kind: "store", entry, reason: life.from };
  if (hasValidator(entry)) return { kind: "store", entry, reason: "validator-only" };
  return isUsefulWhenStale(life, settings)
    ? { kind: "store", entry, reason: life.from }
    : { kind: "keep-out", reason: "nothing-to-reuse" };
}

/** Whether the response has a field that is meant for this cache and may overrule `Cache-Control` (RFC 9213 §2). */
export function isTargeted(
  headers: HeaderList,
  { profile, targetedFields }: Pick<ResolvedSettings, "profile" | "targetedFields">,
): boolean {
  return profile.isShared && targetedFields.some((name) => hasField(headers, name));
}

const NO_FIELDS: ReadonlySet<string> = new Set();

/** Besides those that are never stored. */
function fieldsToLeaveOut(
  { noCacheFields, privateFields }: CacheDirectives,
  { profile, replaySetCookie }: ResolvedSettings,
): ReadonlySet<string> {
  const cookies = replaySetCookie ? NO_FIELDS : COOKIE_FIELDS;
  const named = profile.isShared ? [...noCacheFields, ...privateFields] : noCacheFields;
  return named.length === 0 ? cookies : new Set([...named, ...cookies]);
}

function isUsefulWhenStale({ lifetimes, staleBan }: Life, settings: ResolvedSettings): boolean {
  if (staleBan !== undefined) return false;
  const { freshUntilMs, whileRevalidateUntilMs, ifErrorUntilMs } = lifetimes;
  const byHeaders = Math.max(whileRevalidateUntilMs, ifErrorUntilMs) > freshUntilMs;
  return byHeaders || settings.staleIfErrorMs > 0 || settings.staleWhileRevalidateMs > 0;
}

function entryOf(question: StoreQuestion, life: Life, without: ReadonlySet<string>): Entry {
  const { request, response, requestKey, settings, times, revision, digests, structured } = question;
  const names = varyNames(response.headers);
  const vary = names === "*" ? [] : names;
  const varied = variedFields(request.headers, vary, settings, digests);
  const variant = variantOf(vary, varied, request.method, digests);
  const part = response.status === 206 ? storablePart(request, response) : undefined;
  const address: Address = {
    target: requestKey.target,
    selector: requestKey.selector,
    variant: part === undefined ? variant : partVariant(variant),
  };
  const finalUrl = finalUrlOf(question);
  return {
    address,
    revision,
    url: requestKey.redactedUrl,
    ...(finalUrl === undefined ? {} : { finalUrl }),
    request: { method: request.method, varied },
    response: {
      status: response.status,
      statusText: response.statusText ?? "",
      headers: storedHeaders(question, without),
      coding: response.coding,
    },
    body: null,
    ...(part === undefined ? {} : { part }),
    lifetimes: life.lifetimes,
    ...(life.staleBan === undefined ? {} : { staleBan: life.staleBan }),
    baseAgeMs: life.baseAgeMs,
    receivedAtMs: times.receivedAtMs,
    createdAtMs: times.receivedAtMs,
    vary,
    ...validatorsOf(response.headers),
    tags: [...settings.tags, ...(structured?.groupTags(response.headers, request.url, settings) ?? [])],
  };
}

/** Where the answer came from, if not from where it was asked for: at the end of redirects that nobody saw. */
function finalUrlOf(question: StoreQuestion): string | undefined {
  const { request, response, requestKey, settings } = question;
  if (response.url === request.url || !URL.canParse(response.url)) return undefined;
  if (redactedUrl(response.url, settings) === requestKey.redactedUrl) return undefined;
  const kept = keptReference(withoutUserAndFragment(response.url), askerOf(question));
  return kept !== undefined && URL.canParse(kept) ? kept : undefined;
}

function askerOf({ request, requestKey, settings, digests }: StoreQuestion): Asker {
  return { request, secrets: requestKey.secrets, settings, digests };
}

function storedHeaders(question: StoreQuestion, without: ReadonlySet<string>): Entry["response"]["headers"] {
  const { response, settings, times } = question;
  const kept = keptFields(storableFields(response.headers, without), askerOf(question));
  // RFC 9110 §6.6.1: a recipient with a clock adds the Date that is missing, where age is computed from it.
  return settings.profile.generatesAge && !hasField(kept, "date")
    ? withField(kept, "date", formatHttpDate(times.receivedAtMs))
    : kept;
}
