import type { Entry } from "../../entry/entry.ts";
import { inlineBytes } from "../../entry/entry-body.ts";
import { parseDeltaSeconds } from "../../http/delta-seconds.ts";
import { fieldValue } from "../../http/fields.ts";
import type { HttpRequest, HttpResponse, RequestView, ResponseView } from "../../http/messages.ts";
import { redactedUrl } from "../../key/target-uri.ts";
import type { EventHub } from "../../platform/event-hub.ts";
import { freshenedResponse } from "../../policy/freshen.ts";
import type { Consulted } from "../../policy/judge-store.ts";
import { atOnce } from "../../settings/at-once.ts";
import { DO_NOT_CACHE, type Expiration, expirationAt } from "../../settings/duration.ts";
import type { ResolvedSettings } from "../../settings/resolve.ts";

interface Consulting {
  readonly request: HttpRequest;
  readonly settings: ResolvedSettings;
  readonly events: EventHub;
}

// The one place where functions of the user run. One that throws costs caching, not the request.

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

/** What they say of a stored answer that a 304 has confirmed: they are shown that answer with its new fields, and not a 304. */
export function consultOnConfirmed(
  request: HttpRequest,
  entry: Entry,
  confirmation: HttpResponse,
  settings: ResolvedSettings,
  events: EventHub,
): Consulted {
  const { expireAfter, filterFn } = settings;
  if (typeof expireAfter !== "function" && filterFn === undefined) return { expireAfter, accepted: true };
  const body = inlineBytes(entry.body) ?? null;
  const response: HttpResponse = { ...freshenedResponse(entry, confirmation), body };
  return consultOnResponse(request, response, settings, events);
}

/** Whether a stored answer passes the user's filter (requests-cache PIPE-16). */
export function acceptsStored(
  entry: Entry,
  request: HttpRequest,
  settings: ResolvedSettings,
  events: EventHub,
): boolean {
  const { filterFn } = settings;
  if (filterFn === undefined) return true;
  const body = inlineBytes(entry.body) ?? null;
  const { status, headers, coding } = entry.response;
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
  const { keyFn } = settings;
  if (keyFn === undefined) return undefined;
  const said = guarded("keyFn", { request, settings, events }, () => {
    const key = atOnce("keyFn", keyFn(viewOfRequest(request)));
    if (key !== undefined && typeof key !== "string")
      throw new TypeError(`keyFn returned ${typeof key} instead of a text`);
    return { key };
  });
  if (said === undefined) return "failed";
  return said.key === undefined ? undefined : { key: said.key };
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
  option: "filterFn" | "keyFn" | "expireAfter",
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
