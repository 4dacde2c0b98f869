import type { Entry } from "../../entry/entry.ts";
import { varyNames } from "../../http/fields/vary.ts";
import type { HttpRequest, HttpResponse } from "../../http/messages.ts";
import { variantOf, variedFields } from "../../key/variant.ts";
import type { StoredFacts } from "../../playground/scenario.ts";
import { partVariant } from "../../policy/store/stored-part.ts";
import { governingFields } from "../../policy/structured/governing-fields.ts";
import { validatorsOf } from "../../policy/validation/validators.ts";
import type { RequestOptions } from "../../settings/settings.ts";
import type { HttpCache } from "../http-cache.ts";
import { sessionBehind } from "../session-behind.ts";

/** More than this is not made up of a body that nobody has. */
const LARGEST_BODY = 1_000_000;

/**
 * Stores a response with the lifetimes that it had elsewhere, whatever this cache would have made of it.
 *
 * @returns false if nothing can be stored for such a request
 */
export async function storeAgain(
  cache: HttpCache,
  request: HttpRequest,
  response: HttpResponse,
  facts: StoredFacts,
  options?: RequestOptions,
): Promise<boolean> {
  const session = sessionBehind(cache);
  const { settings, requestKey } = session?.prepare(request, options) ?? {};
  if (session === undefined || settings === undefined || requestKey === undefined) return false;
  const { digests, nextRevision, storage } = session.engine;
  const { status, statusText = "", headers, coding } = response;
  const { bytes, lifetimes, part, staleBan, finalUrl, baseAgeMs, receivedAtMs, createdAtMs } = facts;
  const names = varyNames(governingFields(headers, settings));
  const vary = names === "*" ? [] : names;
  const varied = variedFields(request.headers, vary, settings, digests);
  const variant = variantOf(vary, varied, request.method, digests);
  const entry: Entry = {
    address: {
      target: requestKey.target,
      selector: requestKey.selector,
      variant: part === undefined ? variant : partVariant(variant),
    },
    revision: nextRevision(),
    url: requestKey.redactedUrl,
    ...(finalUrl === undefined ? {} : { finalUrl }),
    request: { method: request.method, varied },
    response: { status, statusText, headers, coding },
    body: bytes > 0 ? new Uint8Array(Math.min(bytes, LARGEST_BODY)).fill(0x2e) : null,
    ...(part === undefined ? {} : { part }),
    lifetimes,
    ...(staleBan === undefined ? {} : { staleBan }),
    ...{ baseAgeMs, receivedAtMs, createdAtMs },
    vary,
    ...validatorsOf(headers),
    tags: [],
  };
  return (await storage.put(entry, undefined)) === "stored";
}
