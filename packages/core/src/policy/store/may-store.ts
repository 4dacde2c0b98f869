import type { CacheDirectives } from "../../http/fields/cache-control.ts";
import { fieldLines, fieldValue, hasField } from "../../http/fields/fields.ts";
import { varyNames } from "../../http/fields/vary.ts";
import type { HeaderList, HttpRequest, HttpResponse } from "../../http/messages.ts";
import {
  isFinalStatus,
  isHeuristicallyCacheable,
  isRedirectStatus,
  isUnderstoodStatus,
} from "../../http/status.ts";
import { leadsNowhere } from "../../http/urls/redirect-target.ts";
import type { ResolvedSettings } from "../../settings/effective/resolve.ts";
import type { StoreVerdict } from "../verdict.ts";
import { storablePart } from "./stored-part.ts";

/** Why an answer must not be kept, if anything forbids it (RFC 9111 §3; requests-cache PIPE-11). */
export function reasonToKeepOut(
  request: HttpRequest,
  response: HttpResponse,
  directives: CacheDirectives,
  settings: ResolvedSettings,
): Extract<StoreVerdict, { kind: "keep-out" }>["reason"] | undefined {
  const { status, headers } = response;
  if (status === 206 && !(settings.profile.obeysResponse && storablePart(request, response))) return "part";
  if (!isFinalStatus(status) || status === 304 || !isAllowableStatus(response, settings)) return "status";
  // Kept, it would shut out everybody who follows.
  if (request.redirect !== "manual" && leadsNowhere(response, request.url)) return "status";
  if (isEndless(request, headers)) return "endless";
  const forbidden = reasonOfDirectives(request, response, directives, settings);
  if (forbidden !== undefined) return forbidden;
  if (varyNames(headers) === "*") return "vary-star";
  if (hasConflictingLength(response)) return "incomplete";
  return undefined;
}

function isAllowableStatus(
  { status, headers }: HttpResponse,
  { allowableCodes, profile }: ResolvedSettings,
): boolean {
  if (allowableCodes === undefined || allowableCodes.has(status)) return true;
  return profile.keepsRedirects && isRedirectStatus(status) && hasField(headers, "location");
}

function reasonOfDirectives(
  request: HttpRequest,
  response: HttpResponse,
  directives: CacheDirectives,
  settings: ResolvedSettings,
): Extract<StoreVerdict, { kind: "keep-out" }>["reason"] | undefined {
  const { profile } = settings;
  if (!profile.obeysResponse) return undefined;
  if (directives.mustUnderstand && !isUnderstoodStatus(response.status)) return "must-understand";
  if (directives.noStore && !directives.mustUnderstand) return "no-store";
  if (profile.isShared) {
    if (directives.private) return "private";
    const permitted =
      directives.public || directives.mustRevalidate || typeof directives.sMaxage === "number";
    if (hasField(request.headers, "authorization") && !permitted) return "authorization";
    if (hasField(response.headers, "set-cookie") && !directives.public) return "set-cookie";
  }
  return isPermitted(response, directives, profile.isShared) ? undefined : "status";
}

/** One of the permissions of RFC 9111 §3 is there. */
function isPermitted(response: HttpResponse, directives: CacheDirectives, isShared: boolean): boolean {
  if (directives.public || directives.maxAge !== undefined || hasField(response.headers, "expires"))
    return true;
  if (isShared ? directives.sMaxage !== undefined : directives.private) return true;
  return isHeuristicallyCacheable(response.status);
}

/**
 * What goes on for as long as somebody listens: events (WHATWG HTML §9.2), pictures that replace each other. Listeners ask with GET: events that
 * answer a POST are an answer that is written while it is sent, and it ends.
 */
function isEndless({ method }: HttpRequest, headers: HeaderList): boolean {
  const type = mediaType(headers);
  return type === "multipart/x-mixed-replace" || (type === "text/event-stream" && method !== "POST");
}

/** Whether a body is read as it comes, so that nobody else may have to wait for its end. */
export function isEventStream(headers: HeaderList): boolean {
  return mediaType(headers) === "text/event-stream";
}

function mediaType(headers: HeaderList): string | undefined {
  return fieldValue(headers, "content-type")?.split(";", 1)[0]?.trim().toLowerCase();
}

// Nobody can know where such a message ends (RFC 9110 §8.6).
function hasConflictingLength({ headers }: HttpResponse): boolean {
  const [first, ...others] = fieldLines(headers, "content-length");
  // The usual case at once: one line with one length.
  if (first === undefined || (others.length === 0 && !first.includes(","))) return false;
  const lengths = [first, ...others].flatMap((line) => line.split(",").map((part) => part.trim()));
  return lengths.some((length) => length !== lengths[0]);
}
