import type { Entry } from "../../entry/entry.ts";
import { inlineBytes } from "../../entry/entry-body.ts";
import { parseDeltaSeconds } from "../../http/fields/delta-seconds.ts";
import { fieldValue } from "../../http/fields/fields.ts";
import type { HttpRequest, HttpResponse, RequestView, ResponseView } from "../../http/messages.ts";
import type { OwnWords } from "../../key/lookup-of.ts";
import { redactedUrl } from "../../key/target-uri.ts";
import type { EventHub } from "../../platform/events/event-hub.ts";
import { type Asker, openedFields } from "../../policy/answer/secret-fields.ts";
import type { Consulted } from "../../policy/store/judge-store.ts";
import { freshenedResponse } from "../../policy/validation/freshen.ts";
import { atOnce } from "../../settings/at-once.ts";
import { DO_NOT_CACHE, type Expiration, expirationAt } from "../../settings/duration.ts";
import type { ResolvedSettings } from "../../settings/effective/resolve.ts";

interface Consulting {
  readonly request: HttpRequest;
  readonly settings: ResolvedSettings;
  readonly events: EventHub;
}

// The one place where functions of the user run. One that throws costs caching, not the request.

/** Whether functions of the user judge by an answer, so that they are to see its body. */
export function consultsOnAnswers({ expireAfter, filterFn }: ResolvedSettings): boolean {
  return typeof expireAfter === "function" || filterFn !== undefined;
}

/** What the user's functions say of an answer. */
export function consultOnResponse(
  request: HttpRequest,
  response: HttpResponse,
  settings: ResolvedSettings,
  events: EventHub,
): Consulted {
  const { expireAfter, filterFn } = settings;
  if (typeof expireAfter !== "function" && filterFn === undefined) return { expireAfter, accepted: true };
  const views = [viewOfResponse(response), viewOfRequest(request)] as const;
  const consulting = { request, settings, events };
  const accepted =
    filterFn === undefined ||
    (guarded("filterFn", consulting, () => atOnce("filterFn", filterFn(...views))) ?? false);
  if (typeof expireAfter !== "function") return { expireAfter, accepted };
  const computed = guarded<{ value: Expiration | undefined }>("expireAfter", consulting, () => {
    const value = atOnce("expireAfter", expireAfter(...views));
    if (value !== undefined) expirationAt(value, 0);
    return { value };
  });
  return { expireAfter: computed === undefined ? DO_NOT_CACHE : computed.value, accepted };
}

/** Who asks, where the user's functions are shown what is stored. */
interface StoredAsker extends Asker {
  readonly request: HttpRequest;
}

/** What they say of a stored answer that a 304 has confirmed: they are shown that answer with its new fields, and not a 304. */
export function consultOnConfirmed(
  entry: Entry,
  confirmation: HttpResponse,
  asker: StoredAsker,
  events: EventHub,
): Consulted {
  const { request, settings } = asker;
  const { expireAfter, filterFn } = settings;
  if (typeof expireAfter !== "function" && filterFn === undefined) return { expireAfter, accepted: true };
  const body = inlineBytes(entry.body) ?? null;
  const confirmed = freshenedResponse(entry, confirmation);
  const headers = openedFields(confirmed.headers, asker);
  return consultOnResponse(request, { ...confirmed, headers, body }, settings, events);
}

/** Whether a stored answer passes the user's filter (requests-cache PIPE-16). */
export function acceptsStored(entry: Entry, asker: StoredAsker, events: EventHub): boolean {
  const { request, settings } = asker;
  const { filterFn } = settings;
  if (filterFn === undefined) return true;
  const body = inlineBytes(entry.body) ?? null;
  const { status, coding } = entry.response;
  const headers = openedFields(entry.response.headers, asker);
  const response: HttpResponse = { status, url: request.url, headers, body, coding };
  return (
    guarded("filterFn", { request, settings, events }, () =>
      atOnce("filterFn", filterFn(viewOfResponse(response), viewOfRequest(request))),
    ) ?? true
  );
}

/** The user's own key, if there is one; `failed` where the function threw, and the request is better not cached at all. */
export function consultKeyFn(
  request: HttpRequest,
  settings: ResolvedSettings,
  events: EventHub,
): { readonly key: string } | "failed" | undefined {
  const said = textOf("keyFn", settings.keyFn, { request, settings, events });
  return said === undefined || said === "failed" ? said : { key: said.text };
}

/** What the user's functions say of where answers are kept, and whose they are; `failed` as with {@link consultKeyFn}. */
export function ownWords(
  request: HttpRequest,
  settings: ResolvedSettings,
  events: EventHub,
): OwnWords | "failed" | undefined {
  const { keyFn, partition } = settings;
  if (keyFn === undefined && partition.userOf === undefined) return undefined;
  const consulting = { request, settings, events };
  const key = textOf("keyFn", keyFn, consulting);
  const user = textOf("partitionBy", partition.userOf, consulting);
  return key === "failed" || user === "failed" ? "failed" : { key: key?.text, user: user?.text };
}

function textOf(
  option: "keyFn" | "partitionBy",
  said: ((request: RequestView) => string | undefined) | undefined,
  consulting: Consulting,
): { readonly text: string } | "failed" | undefined {
  if (said === undefined) return undefined;
  const result = guarded(option, consulting, () => {
    const text: unknown = atOnce(option, said(viewOfRequest(consulting.request)));
    if (text === undefined || typeof text === "string") return { text };
    throw new TypeError(`${option} returned ${typeof text} instead of a text`);
  });
  if (result === undefined) return "failed";
  return result.text === undefined ? undefined : { text: result.text };
}

/** Tells that a URL pattern of the user has thrown. */
export function patternFailed(
  url: string,
  error: unknown,
  settings: ResolvedSettings,
  events: EventHub,
): void {
  events.emit({ kind: "user-function-failed", option: "url", url: redactedUrl(url, settings), error });
}

function viewOfRequest({ method, url, headers }: HttpRequest): RequestView {
  return { method, url, header: (name) => fieldValue(headers, name) };
}

function viewOfResponse({ status, url, headers, body }: HttpResponse): ResponseView {
  const known =
    body === null
      ? 0
      : body instanceof Uint8Array
        ? body.length
        : parseDeltaSeconds(fieldValue(headers, "content-length") ?? "");
  return {
    status,
    url,
    header: (name) => fieldValue(headers, name),
    ...(known === undefined ? {} : { bytes: known }),
    ...(body instanceof Uint8Array ? { body: new Uint8Array(body) } : {}),
  };
}

function guarded<T>(
  option: "filterFn" | "keyFn" | "expireAfter" | "partitionBy",
  { request, settings, events }: Consulting,
  call: () => T,
): T | undefined {
  try {
    return call();
  } catch (error) {
    events.emit({ kind: "user-function-failed", option, url: redactedUrl(request.url, settings), error });
    return undefined;
  }
}
