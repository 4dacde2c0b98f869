import { fieldValue } from "../../http/fields/fields.ts";
import type { HttpRequest } from "../../http/messages.ts";
import { isRedirectStatus } from "../../http/status.ts";
import { locationTarget } from "../../http/urls/redirect-target.ts";
import { redactedUrl } from "../../key/target-uri.ts";
import { discard, drainedUpTo } from "../../platform/bytes/drained.ts";
import { quietly } from "../../platform/concurrency/awaitable.ts";
import type { HandledResponse } from "../../policy/outcome.ts";
import type { Session } from "../session/session.ts";

/** Where an answer leads, if it is to be followed. One that leads nowhere it may is let go of. */
export function followed(
  session: Session,
  request: HttpRequest,
  answer: HandledResponse,
): string | undefined {
  try {
    return redirectTarget(session, request, answer);
  } catch (error) {
    leave(session, answer);
    throw error;
  }
}

/**
 * Where an answer leads.
 *
 * @throws TypeError with `redirect: 'error'`, and where it leads to something that is no HTTP URL, as the Fetch standard has it
 */
export function redirectTarget(
  { resolve }: Pick<Session, "resolve">,
  request: HttpRequest,
  answer: HandledResponse,
): string | undefined {
  if (!isRedirectStatus(answer.status) || request.redirect === "manual") return undefined;
  if (request.redirect === "error")
    throw new TypeError(`unexpected redirect from ${shownUrl(resolve, request)}`);
  const location = fieldValue(answer.headers, "location");
  if (location === undefined) return undefined;
  const target = locationTarget(location, request.url);
  if (target === undefined)
    throw new TypeError(`${shownUrl(resolve, request)} redirects to what is no HTTP URL`);
  // A fragment goes along where the target has none (RFC 9110 §10.2.2).
  if (target.hash === "") target.hash = new URL(request.url).hash;
  return target.href;
}

/** Reads what stands beside a Location for the store's sake only. Not waited for, and free to fail: it does not matter to who follows. */
export function leave({ engine }: Session, answer: HandledResponse): void {
  const { body, cache } = answer;
  if (cache.kind === "miss" && cache.write === "pending")
    quietly(() => drainedUpTo(body, engine.limits.readAhead.eachBytes));
  else discard(answer);
}

/** An error's message ends up in logs. */
export function shownUrl(resolve: Session["resolve"], { method, url }: HttpRequest): string {
  return redactedUrl(url, resolve(method, url, undefined));
}
