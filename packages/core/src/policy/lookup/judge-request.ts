import type { CacheDirectives } from "../../http/fields/cache-control.ts";
import { hasField } from "../../http/fields/fields.ts";
import type { HttpRequest } from "../../http/messages.ts";
import { isSafeMethod } from "../../http/status.ts";
import { methodOverrides } from "../../key/selector.ts";
import { DO_NOT_CACHE } from "../../settings/duration.ts";
import type { ResolvedSettings } from "../../settings/effective/resolve.ts";
import { askedRange } from "../answer/range-answer.ts";
import type { RequestVerdict } from "../verdict.ts";

const LOOK_UP: RequestVerdict = /* @__PURE__ */ Object.freeze({ kind: "look-up" });
// Judged by the origin, not by a cache (RFC 9110 §13.1.1, §13.1.4, §14.2); the answer is about a part or a state.
const PRECONDITIONS = ["if-match", "if-unmodified-since"] as const;

/** Whether a request may be looked up at all. Comes first, so that a body that passes is never digested. */
export function judgeRequest(
  request: HttpRequest,
  settings: ResolvedSettings,
  directives: CacheDirectives,
): RequestVerdict {
  const { headers } = request;
  const allowed = isAllowable(request, settings);
  const invalidates = !allowed && !meantMethods(request).every(isSafeMethod);
  if (settings.disabled) return { kind: "bypass", invalidates, reason: "disabled" };
  if (settings.expireAfter === DO_NOT_CACHE) return { kind: "bypass", invalidates, reason: "do-not-cache" };
  if (!allowed) return { kind: "bypass", invalidates, reason: "method" };
  if (typeof request.body === "string") return { kind: "bypass", invalidates, reason: "body-unreadable" };
  if (headers.length === 0) return LOOK_UP;
  if (directives.noStore) return { kind: "bypass", invalidates, reason: "no-store" };
  if (PRECONDITIONS.some((name) => hasField(headers, name)) || hasForeignRange(request)) {
    return { kind: "bypass", invalidates, reason: "precondition" };
  }
  return LOOK_UP;
}

/** A range that only the origin can read: of another unit, of several parts, malformed (RFC 9110 §14.2). Only GET has ranges. */
function hasForeignRange(request: HttpRequest): boolean {
  return request.method === "GET" && hasField(request.headers, "range") && askedRange(request) === undefined;
}

/**
 * Whether the method is among those that are cached. A request that names another method than its own is that method to its origin: it is
 * cached only as a request of that method would be, and where headers decide, not at all (requests-cache SES-12).
 */
function isAllowable(request: HttpRequest, { allowableMethods, profile }: ResolvedSettings): boolean {
  const [own, ...others] = meantMethods(request);
  if (others.length > 0)
    return profile.heedsMethodOverrides && others.every((other) => allowableMethods.has(other));
  return own !== undefined && allowableMethods.has(own) && !profile.uncacheableMethods.has(own);
}

/** The request's own method, and the others that it says it stands in for. */
function meantMethods({ method, headers }: HttpRequest): readonly string[] {
  return headers.length === 0
    ? [method]
    : [method, ...methodOverrides(headers).filter((other) => other !== "" && other !== method)];
}
