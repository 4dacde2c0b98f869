import type { Send } from "../../contracts/send.ts";
import { RcacheError } from "../../errors/rcache-error.ts";
import { withoutFields } from "../../http/fields/fields.ts";
import type { HttpRequest, RedirectHop } from "../../http/messages.ts";
import { keyText } from "../../key/lookup-of.ts";
import type { CacheOutcome, HandledResponse } from "../../policy/outcome.ts";
import type { RequestOptions } from "../../settings/settings.ts";
import { outcomeAfter } from "../answer/outcome.ts";
import type { Session } from "../session/session.ts";
import { handleHop } from "./handle-request.ts";
import { followed, leave, shownUrl } from "./next-hop.ts";

/** As many as the Fetch standard follows. */
const MAX_REDIRECTS = 20;
const OF_THE_BODY: ReadonlySet<string> = new Set([
  "content-encoding",
  "content-language",
  "content-location",
  "content-type",
  "content-length",
]);
// A secret for one origin is none of another's business (Fetch, HTTP-redirect fetch; RFC 9110 §15.4).
const OF_THE_ORIGIN: ReadonlySet<string> = new Set([
  "authorization",
  "proxy-authorization",
  "cookie",
  "host",
]);

/**
 * Follows redirects hop by hop, each looked up and stored for itself (requests-cache RDR-*), by the rules of the Fetch standard.
 *
 * @throws TypeError with `redirect: 'error'`, and where the body of a request cannot be sent again, even where it would not be
 */
export async function followRedirects(
  session: Session,
  first: HttpRequest,
  firstAnswer: HandledResponse,
  send: Send,
  options: RequestOptions | undefined,
): Promise<HandledResponse> {
  const history: RedirectHop[] = [];
  const outcomes: CacheOutcome[] = [];
  const answered = new Set<string>();
  let request = first;
  let answer = firstAnswer;
  for (
    let target = followed(session, request, answer);
    target !== undefined;
    target = followed(session, request, answer)
  ) {
    const { url, status, headers, cache } = answer;
    leave(session, answer);
    if (history.length >= MAX_REDIRECTS) throw tooManyRedirects(session, first);
    history.push({ url, status, headers });
    outcomes.push(cache);
    answered.add(keyOf(session, request, options));
    request = nextRequest(session, request, status, target);
    const comesBack = answered.has(keyOf(session, request, options));
    answer = await handleHop(session, request, send, comesBack ? askedAnew(options) : options);
  }
  if (history.length === 0) return answer;
  const { status, statusText = "", url, headers, body, coding } = answer;
  return {
    status,
    statusText,
    url,
    headers,
    body,
    coding,
    history,
    cache: outcomeAfter(history, outcomes, answer.cache),
  };
}

/** What tells the hops of a chain apart: what two of them share would be found by the second. */
function keyOf(session: Session, request: HttpRequest, options: RequestOptions | undefined): string {
  const { requestKey } = session.prepare(request, options);
  return requestKey === undefined ? "" : keyText(requestKey);
}

/** Whoever leads back to where it came from has set a cookie meanwhile, or changed something else: what it said before is no answer. */
function askedAnew(options: RequestOptions | undefined): RequestOptions | undefined {
  return options?.onlyIfCached ? options : { ...options, forceRefresh: true, staleIfError: false };
}

function nextRequest(session: Session, request: HttpRequest, status: number, target: string): HttpRequest {
  const becomesGet =
    (status === 303 && request.method !== "GET" && request.method !== "HEAD") ||
    (status <= 302 && request.method === "POST");
  if (request.body === "streaming" && status !== 303)
    throw new TypeError(
      `the body of ${request.method} ${shownUrl(session.resolve, request)} cannot be sent again`,
    );
  let { headers } = request;
  if (becomesGet) headers = withoutFields(headers, OF_THE_BODY);
  if (new URL(target).origin !== new URL(request.url).origin) headers = withoutFields(headers, OF_THE_ORIGIN);
  return becomesGet
    ? { ...request, method: "GET", url: target, headers, body: undefined }
    : { ...request, url: target, headers };
}

function tooManyRedirects(session: Session, first: HttpRequest): RcacheError {
  return new RcacheError(
    "RCACHE_TOO_MANY_REDIRECTS",
    `${first.method} ${shownUrl(session.resolve, first)} led to more than ${MAX_REDIRECTS} redirects`,
    {
      remedy: "Check the origin for a redirect loop, or use redirect: 'manual'.",
    },
  );
}
