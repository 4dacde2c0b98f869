import type { Send } from "../../contracts/send.ts";
import { hasField } from "../../http/fields/fields.ts";
import type { Awaitable, HeaderList, HttpRequest, HttpResponse } from "../../http/messages.ts";
import { methodOverrideLines } from "../../key/selector.ts";
import { redactedUrl } from "../../key/target-uri.ts";
import { discard } from "../../platform/bytes/drained.ts";
import { andThen, whenAll } from "../../platform/concurrency/awaitable.ts";
import { later, using } from "../../platform/concurrency/later.ts";
import { endOf } from "../../platform/concurrency/signals.ts";
import { toldFields } from "../../policy/answer/secret-fields.ts";
import { invalidatedUrls, speaksForGet } from "../../policy/invalidation/judge-effects.ts";
import { judgeRequest } from "../../policy/lookup/judge-request.ts";
import type { AnswerHead, Bypass, CacheOutcome, HandledResponse } from "../../policy/outcome.ts";
import type { ResolvedSettings } from "../../settings/effective/resolve.ts";
import type { RequestOptions } from "../../settings/settings.ts";
import { NO_HISTORY, plainOutcome } from "../answer/outcome.ts";
import { heldUnlessOwn, untilLeft } from "../answer/until-left.ts";
import { untilAborted } from "../memory/flights.ts";
import { structuredRules } from "../origin/reply-question.ts";
import { checkResponse } from "../session/check-messages.ts";
import { clearOriginAfter } from "../session/clear-origin.ts";
import type { Engine } from "../session/engine.ts";
import { announceOutcome, announceUnstored } from "../session/exchange.ts";
import { type Prepared, type Session, targetsFor } from "../session/session.ts";

/**
 * For {@link HttpCache.bypass}: whether a request passes by, and what follows from its answer.
 *
 * @throws RcacheError for wrong options or a URL that is not absolute
 */
export function passBy(
  session: Session,
  request: HttpRequest,
  options: RequestOptions | undefined,
): Bypass | undefined {
  const prepared = session.prepare(request, options);
  if (prepared.requestKey !== undefined && !session.engine.closed) return undefined;
  return passedBy(session, prepared, request);
}

/** What follows from the answer to a request that passes by. */
export function passedBy(session: Session, prepared: Prepared, request: HttpRequest): Bypass {
  return new PassedBy(session, prepared, request);
}

class PassedBy implements Bypass {
  readonly #session: Session;
  readonly #prepared: Prepared;
  readonly #request: HttpRequest;
  readonly #number: number;
  #cache: CacheOutcome | undefined;

  constructor(session: Session, prepared: Prepared, request: HttpRequest) {
    this.#session = session;
    this.#prepared = prepared;
    this.#request = request;
    this.#number = session.engine.nextExchange();
  }

  get cache(): CacheOutcome {
    const { verdict } = this.#prepared;
    const reason = verdict.kind === "bypass" ? verdict.reason : "closed";
    this.#cache ??= plainOutcome("bypass", reason, this.#number);
    return this.#cache;
  }

  answered(head: AnswerHead, sent?: (name: string) => string | undefined): Promise<void> | undefined {
    const session = this.#session;
    const prepared = this.#prepared;
    announceUnstored(
      session.engine,
      () => redactedUrl(this.#request.url, prepared.settings),
      () => this.cache,
    );
    prepared.remember?.();
    try {
      const headers = sent === undefined ? NO_HEADERS : methodOverrideLines(sent);
      if (headers.length === 0) return invalidateAfter(session, prepared, this.#request, head);
      const request = { ...this.#request, headers };
      const verdict = judgeRequest(request, prepared.settings, prepared.directives);
      return invalidateAfter(session, { settings: prepared.settings, verdict }, request, head);
    } catch (error) {
      // With `onBackendError: 'throw'`. Whoever waits for a promise is told by it.
      return Promise.reject(error);
    }
  }
}

const NO_HEADERS: HeaderList = [];

/** Makes what a successful unsafe request has changed unusable (RFC 9111 §4.4), or all of an origin that says so; undefined where there is nothing to wait for. */
function invalidateAfter(
  session: Session,
  { settings, verdict }: Pick<Prepared, "settings" | "verdict">,
  request: HttpRequest,
  response: AnswerHead,
): Promise<void> | undefined {
  const { engine } = session;
  const clearing = clearOriginAfter(engine, request.url, response, settings);
  if (clearing !== undefined) return clearing;
  if (verdict.kind !== "bypass" || !verdict.invalidates || settings.readOnly || engine.closed)
    return undefined;
  const urls = invalidatedUrls(request, response);
  if (urls.length === 0) return undefined;
  return whenAll([
    ...urls.map((url) => invalidate(session, url, request)),
    settings.profile.obeysResponse ? invalidateGroups(engine, request, response.headers) : undefined,
  ]);
}

/** What belongs to the cache groups that the response names (RFC 9875 §3). */
function invalidateGroups({ storage }: Engine, request: HttpRequest, headers: HeaderList): Awaitable<void> {
  if (!hasField(headers, "cache-group-invalidation")) return undefined;
  return using(
    structuredRules,
    ({ invalidatedGroups }) =>
      whenAll(invalidatedGroups(request, headers).map((tag) => storage.removeTagged(tag))),
    () => undefined,
  );
}

/** Sends a request untouched. One that changes something makes what is stored of its target unusable, before its caller hears of the success. */
export async function bypass(
  session: Session,
  { settings, verdict }: Prepared,
  request: HttpRequest,
  send: Send,
): Promise<HandledResponse> {
  const { engine } = session;
  const end = endOf(request);
  const sending = send(request, { signal: end, why: "bypass" });
  const response = checkResponse(
    await untilAborted(sending, end, () => void sending.then(discard, () => undefined)),
  );
  await invalidateAfter(session, { settings, verdict }, request, response);
  const body =
    settings.profile.obeysResponse && !engine.closed
      ? await bodyKeptForGet(session, request, response)
      : response.body;
  const { status, statusText = "", url, headers, coding, history = NO_HISTORY } = response;
  const reason = verdict.kind === "bypass" ? verdict.reason : "closed";
  const cache = { ...plainOutcome("bypass", reason, engine.nextExchange()), history };
  const left = body === response.body ? heldUnlessOwn(body, send, end) : untilLeft(body, end);
  const answer: HttpResponse = { status, statusText, url, headers, body: left, coding, history };
  announceOutcome(engine, () => redactedUrl(request.url, settings), told(cache, settings, engine));
  return { ...answer, cache };
}

/** The outcome as it may be told to others than the caller. */
function told(outcome: CacheOutcome, settings: ResolvedSettings, { digests }: Engine): CacheOutcome {
  if (outcome.history.length === 0) return outcome;
  const history = outcome.history.map(({ url, status, headers }) => ({
    url: redactedUrl(url, settings),
    status,
    headers: toldFields(headers, { request: { url }, settings, digests }),
  }));
  return { ...outcome, history };
}

const given = later(() => import("../origin/keep-given.ts"));

/** Keeps a POST's answer that says of itself that it is the resource's, and is explicitly fresh; a later POST is never answered with it. */
async function bodyKeptForGet(
  session: Session,
  request: HttpRequest,
  response: HttpResponse,
): Promise<HttpResponse["body"]> {
  if (!speaksForGet(request, response)) return response.body;
  const { url, headers } = request;
  const get: HttpRequest = { method: "GET", url, headers };
  const kept = await using(
    given,
    ({ keepGiven }) => keepGiven(session, get, response, undefined, ({ reason }) => reason === "explicit"),
    () => undefined,
  );
  return kept === undefined ? response.body : kept.body;
}

/**
 * Makes everything stored under a URL unusable: in this process at once, in the store as soon as it answers.
 *
 * @param by the request that has changed it; its `Host` is part of the target
 */
export function invalidate(
  session: Session,
  url: string,
  by?: Pick<HttpRequest, "headers">,
): Promise<void> | undefined {
  const { engine } = session;
  const headers = by?.headers.filter(([name]) => name.toLowerCase() === "host") ?? NO_HEADERS;
  const targets =
    headers.length === 0
      ? session.targetsOf(url)
      : targetsFor({ method: "GET", url, headers }, session.resolve("GET", url, undefined), engine);
  return whenAll(targets.map((target) => invalidateTarget(engine, target)));
}

function invalidateTarget(engine: Engine, target: string): Awaitable<void> {
  const { memory, flights } = engine;
  memory.invalidated(target);
  flights.detach(target);
  const count = countOrDistrust(engine, target);
  if (typeof count === "number") return invalidationDone(engine, target, count);
  // Until the store has answered, and if it never does, nothing it holds under the target is used.
  memory.distrust(target);
  return andThen(count, (told) => (told === undefined ? undefined : invalidationDone(engine, target, told)));
}

/** @throws with `onBackendError: 'throw'` */
function countOrDistrust({ storage, memory }: Engine, target: string): Awaitable<number | undefined> {
  try {
    return storage.invalidate(target);
  } catch (error) {
    memory.distrust(target);
    throw error;
  }
}

function invalidationDone({ memory, events }: Engine, target: string, count: number): void {
  memory.trustAgain(target);
  if (count > 0 && events.hears("invalidated")) events.emit({ kind: "invalidated", target, count });
}
