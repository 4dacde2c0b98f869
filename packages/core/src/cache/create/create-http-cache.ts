import type { Send } from "../../contracts/send.ts";
import { showOutcomes } from "../../engine/answer/outcome.ts";
import { storedBodies } from "../../engine/bodies/stored-body.ts";
import { arrivals } from "../../engine/memory/arrivals.ts";
import { openFlights, untilAborted } from "../../engine/memory/flights.ts";
import { keyMemory } from "../../engine/memory/key-memory.ts";
import { searchMemory } from "../../engine/memory/search-memory.ts";
import { passBy } from "../../engine/request/bypass.ts";
import { handleHop, handleUnlessMissed } from "../../engine/request/handle-request.ts";
import { followed } from "../../engine/request/next-hop.ts";
import { sortOptions } from "../../engine/session/cache-options.ts";
import { checkRequest, checkSend } from "../../engine/session/check-messages.ts";
import { backgroundWork, type Engine, revisionSource } from "../../engine/session/engine.ts";
import { createSession, type Session } from "../../engine/session/session.ts";
import { backendHandle } from "../../engine/store/backend-handle.ts";
import { backendGuard } from "../../engine/store/guard-backend.ts";
import { guardedStorage } from "../../engine/store/storage.ts";
import type { Awaitable, HttpRequest } from "../../http/messages.ts";
import { discard } from "../../platform/bytes/drained.ts";
import { runtimeDigests } from "../../platform/bytes/runtime-digests.ts";
import { andThen, isPromise } from "../../platform/concurrency/awaitable.ts";
import { later, using } from "../../platform/concurrency/later.ts";
import { withTimeoutApart } from "../../platform/concurrency/signals.ts";
import { eventHub } from "../../platform/events/event-hub.ts";
import { elapsedMsOf } from "../../platform/time/elapsed.ts";
import { systemClock } from "../../platform/time/system-clock.ts";
import type { Bypass, HandledResponse, Miss } from "../../policy/outcome.ts";
import { invalidOption } from "../../settings/check-options.ts";
import { DEFAULTS } from "../../settings/defaults.ts";
import { liveSettings } from "../../settings/effective/live-settings.ts";
import { checkTogether } from "../../settings/effective/option-conflicts.ts";
import type { CacheOptions, CacheSettings, RequestOptions } from "../../settings/settings.ts";
import type { HttpCache } from "../http-cache.ts";
import { rememberSession } from "../session-behind.ts";
import { cacheMethods } from "./cache-methods.ts";
import { shownAsLine } from "./shown-as-line.ts";

/**
 * Creates a cache over a backend. Adapters call its `handle`; you call its other methods.
 *
 * It starts no I/O, timers or randomness, so you can call it at module level in a worker. The first request, or `ready()`, opens the backend.
 * @throws RcacheError for an unknown option, a wrong value, a backend that lacks members, or a serializer that does not fit the backend
 */
export function createHttpCache(options: CacheOptions): HttpCache {
  const { settings, deprecated, limits } = sortOptions(options);
  const live = liveSettings(settings);
  checkTogether(options);
  const engine = createEngine(options, limits);
  for (const [old, name] of deprecated) {
    engine.events.emit({
      kind: "warning",
      code: "RCACHE_DEPRECATED",
      message: `${old} is an old name of ${name}`,
      remedy: `Write ${name}.`,
    });
  }
  return cacheOver(createSession(engine, live), options.autoClose ?? engine.handle.isOwn);
}

function createEngine(options: CacheOptions, limits: Engine["limits"]): Engine {
  const clock = options.clock ?? systemClock;
  const elapsedMs = elapsedMsOf(clock);
  const events = eventHub(options.onEvent);
  const { cacheName, serializer } = options;
  const { backendDeadlineMs } = limits;
  const handle = backendHandle(options.backend, {
    valuesOf: cacheName ?? DEFAULTS.cacheName,
    cacheName,
    serializer,
    clock,
    events,
    backendDeadlineMs,
  });
  const guard = backendGuard(handle, {
    deadlineMs: backendDeadlineMs,
    circuitBreaker: options.circuitBreaker ?? DEFAULTS.circuitBreaker,
    onBackendError: options.onBackendError ?? "bypass",
    elapsedMs,
    events,
  });
  const storage = guardedStorage(guard, events);
  let exchanges = 0;
  return {
    clock,
    elapsedMs,
    events,
    handle,
    guard,
    storage,
    limits,
    bodies: storedBodies(handle, guard, storage),
    digests: runtimeDigests(),
    flights: openFlights(),
    memory: keyMemory(),
    searches: searchMemory(),
    background: backgroundWork(),
    arrivals: arrivals(),
    fixed: { shared: options.shared ?? false, targetedFields: options.targetedFields ?? [] },
    counters: { hits: 0, misses: 0 },
    nextRevision: revisionSource(clock),
    nextExchange: () => {
      exchanges += 1;
      return exchanges;
    },
    closed: false,
  };
}

function cacheOver(session: Session, closesBackend: boolean): HttpCache {
  const { engine, live } = session;
  const cache: HttpCache = {
    settings: live.settings,
    handle: (request, send, options) => handle(session, request, send, options),
    handleOrMiss: (request, send, options) => handleOrMiss(session, request, send, options),
    bypass: (request, options) => passBy(session, request, options),
    with: (settings) =>
      cacheOver(createSession(engine, liveSettings({ ...named(live.settings), ...named(settings) })), false),
    on: (kind, listener, options) => engine.events.on(kind, listener, options),
    ...cacheMethods(session, closesBackend),
  };
  showOutcomes();
  return rememberSession(shownAsLine(cache, session), session);
}

/** Like {@link handle}; what its client is to send by itself was begun with the request as it came. */
function handleOrMiss(
  session: Session,
  given: HttpRequest,
  send: Send,
  options: RequestOptions | undefined,
): Awaitable<HandledResponse | Bypass | Miss> {
  try {
    if (given.signal?.aborted) return Promise.reject(given.signal.reason);
    checkSend(send);
    const begun = handleUnlessMissed(session, given, send, options);
    if (!isPromise(begun)) return isAnswer(begun) ? withStatus(session, begun) : begun;
    const { signal } = withTimeoutApart(given);
    const work = begun.then((each) =>
      isAnswer(each) ? finished(session, given, each, send, options) : each,
    );
    const left = (each: HandledResponse | Bypass | Miss): void => {
      if (isAnswer(each)) discard(each);
      else if ("failed" in each) each.failed(given.signal?.reason);
    };
    return untilAborted(work, signal, () => void work.then(left, () => undefined));
  } catch (error) {
    return Promise.reject(error);
  }
}

function isAnswer(begun: HandledResponse | Bypass | Miss): begun is HandledResponse {
  return "status" in begun;
}

function handle(
  session: Session,
  given: HttpRequest,
  send: Send,
  options: RequestOptions | undefined,
): Promise<HandledResponse> {
  try {
    if (typeof given !== "object" || given === null) checkRequest(given);
    if (given.signal?.aborted) return Promise.reject(given.signal.reason);
    checkSend(send);
    const request = withTimeoutApart(given);
    const { signal } = request;
    const answer = handleHop(session, request, send, options);
    // Only the short test answers at once, and never with a redirect.
    if (!isPromise(answer)) return Promise.resolve(withStatus(session, answer));
    const work = answer.then((hop) => finished(session, request, hop, send, options));
    return untilAborted(work, signal, () => void work.then(discard, () => undefined));
  } catch (error) {
    return Promise.reject(error);
  }
}

function finished(
  session: Session,
  request: HttpRequest,
  answer: HandledResponse,
  send: Send,
  options: RequestOptions | undefined,
): Awaitable<HandledResponse> {
  if (followed(session, request, answer) === undefined) return withStatus(session, answer);
  return andThen(redirects(), ({ followRedirects }) =>
    followRedirects(session, request, answer, send, options).then((last) => withStatus(session, last)),
  );
}

/** Browsers follow redirects themselves, and never load this. */
const redirects = later(() => import("../../engine/request/follow-redirects.ts"));
const status = later(() => import("../../engine/answer/cache-status-field.ts"));

function withStatus({ engine }: Session, answer: HandledResponse): Awaitable<HandledResponse> {
  const { cacheStatusName } = engine.limits;
  if (cacheStatusName === undefined) return answer;
  return using(
    status,
    ({ withCacheStatus }) => withCacheStatus(answer, cacheStatusName, engine.clock.nowMs()),
    () => answer,
  );
}

function named(settings: CacheSettings): CacheSettings {
  if (typeof settings !== "object" || settings === null)
    throw invalidOption("settings", settings, "an object such as { expireAfter: '1h' }");
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}
