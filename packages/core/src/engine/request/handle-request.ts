import type { Send } from "../../contracts/send.ts";
import type { Entry } from "../../entry/entry.ts";
import { isKnownFree, knowFree } from "../../entry/own-entry.ts";
import type { Awaitable, HttpRequest } from "../../http/messages.ts";
import type { RequestKey } from "../../key/lookup-of.ts";
import { andThen, isPromise } from "../../platform/concurrency/awaitable.ts";
import { later, using } from "../../platform/concurrency/later.ts";
import { withTimeoutApart } from "../../platform/concurrency/signals.ts";
import { judgeLookup } from "../../policy/lookup/judge-lookup.ts";
import { passesShortTest } from "../../policy/lookup/short-test.ts";
import type { Bypass, HandledResponse, Miss } from "../../policy/outcome.ts";
import { hasOwnConditions } from "../../policy/validation/validators.ts";
import type { LookupVerdict } from "../../policy/verdict.ts";
import type { RequestOptions } from "../../settings/settings.ts";
import { StoredOutcome } from "../answer/outcome.ts";
import { gatewayTimeout, serveUsable } from "../answer/serve.ts";
import { StoredAnswer } from "../answer/stored-answer.ts";
import type { Engine } from "../session/engine.ts";
import { announceServed, beginExchange, type Exchange, keptAlive, tellWaiting } from "../session/exchange.ts";
import { deferredUntil, lookedAnew, lookUp, targetsOf } from "../session/look-up.ts";
import { consultsOnAnswers } from "../session/own-words.ts";
import { expectedVariant, type Prepared, type Session } from "../session/session.ts";
import { type Looked, UNKNOWN } from "../store/looked.ts";
import { askTogether, ownFlight } from "./ask-together.ts";
import { bypass, passedBy } from "./bypass.ts";

const OWN = { kind: "own" } as const;
const ownMisses = later<OwnMisses>(() => import("../origin/own-miss.ts"));
type OwnMisses = typeof import("../origin/own-miss.ts");

const refreshes = later(() => import("./refresh-later.ts"));

/** One hop: looked up, and answered from the store or by the origin. */
export function handleHop(
  session: Session,
  request: HttpRequest,
  send: Send,
  options: RequestOptions | undefined,
): Awaitable<HandledResponse> {
  const { engine } = session;
  const prepared = session.prepare(request, options);
  if (prepared.requestKey === undefined || engine.closed) return bypass(session, prepared, request, send);
  return looked({ session, prepared, request, send, options }, prepared.requestKey, NOBODYS);
}

/** The same, but for what is asked of the origin as it is: that is its client's to send. */
export function handleUnlessMissed(
  session: Session,
  request: HttpRequest,
  send: Send,
  options: RequestOptions | undefined,
): Awaitable<HandledResponse | Bypass | Miss> {
  const prepared = session.prepare(request, options);
  const { requestKey } = prepared;
  if (requestKey === undefined || session.engine.closed) return passedBy(session, prepared, request);
  const hop = { session, prepared, request, send, options };
  return using(
    ownMisses,
    ({ ownMiss }) => looked(hop, requestKey, (...missed) => missOf(ownMiss, ...missed)),
    () => looked(hop, requestKey, NOBODYS),
  );
}

/** What its client is to do by itself, if anything. */
type Missing<Left> = (hop: Hop, requestKey: RequestKey, looked: Looked) => Left | undefined;
const NOBODYS: Missing<never> = () => undefined;

/** @param missed what its client is to do by itself, if anything */
function looked<Left>(
  hop: Omit<Hop, "sequence">,
  requestKey: RequestKey,
  missed: Missing<Left>,
): Awaitable<HandledResponse | Left> {
  const { session, prepared, request } = hop;
  const { engine } = session;
  const prefer = expectedVariant(request, requestKey, prepared.settings, engine);
  const sequence = engine.memory.sequence();
  const found = isDistrusted(engine, requestKey)
    ? findAfterFailedInvalidation(engine, requestKey)
    : lookUp(engine, requestKey, prefer);
  // Written out, because a function that only most hits do not need is made for every one of them.
  const short = isPromise(found) ? undefined : shortAnswer(session, prepared, requestKey, request, found);
  return short ?? answerOnceFound({ ...hop, sequence }, requestKey, found, missed);
}

/** @param found if it is here already, then the short test has not answered from it */
function answerOnceFound<Left>(
  hop: Hop,
  requestKey: RequestKey,
  found: Awaitable<Looked>,
  missed: Missing<Left>,
): Awaitable<HandledResponse | Left> {
  const { session, prepared, request } = hop;
  if (!isPromise(found)) return missed(hop, requestKey, found) ?? fullAnswer(hop, found);
  return found.then(
    (looked) =>
      shortAnswer(session, prepared, requestKey, request, looked) ??
      missed(hop, requestKey, looked) ??
      fullAnswer(hop, looked),
  );
}

/** Nothing is stored that could have a part in the answer, nobody else waits for it or is waited for, and the user judges by its head alone. */
function missOf(
  ownMiss: OwnMisses["ownMiss"],
  { session, prepared, request, send, options, sequence }: Hop,
  requestKey: RequestKey,
  looked: Looked,
): Miss | undefined {
  const { engine } = session;
  const { settings, directives } = prepared;
  if (request.method !== "GET" || request.redirect !== "manual" || request.signal?.aborted) return undefined;
  if (!looked.complete || looked.entries.length > 0) return undefined;
  if (consultsOnAnswers(settings) || hasOwnConditions(request)) return undefined;
  const asked = judge(session, prepared, request, looked);
  if (asked.kind !== "ask" || asked.conditions.length > 0) return undefined;
  const parts = { request, send, options, settings, directives, requestKey, looked, sequence };
  const exchange = beginExchange(engine, parts);
  const flight = ownFlight(exchange, asked);
  return flight === undefined ? undefined : ownMiss(exchange, asked, flight);
}

/** The store could not be told that the target has changed: it is told now, and until that works nothing of it is used. */
function findAfterFailedInvalidation(engine: Engine, requestKey: RequestKey): Awaitable<Looked> {
  const [target] = targetsOf(requestKey).filter((each) => engine.memory.isDistrusted(each));
  if (target === undefined) return lookUp(engine, requestKey);
  return andThen(engine.storage.invalidate(target), (count) => {
    if (count === undefined) return UNKNOWN;
    engine.memory.trustAgain(target);
    return findAfterFailedInvalidation(engine, requestKey);
  });
}

function isDistrusted({ memory }: Engine, { target, equivalent }: RequestKey): boolean {
  return memory.isDistrusted(target) || (equivalent !== undefined && memory.isDistrusted(equivalent.target));
}

/** A hit by the short test: one entry, one clock reading, two comparisons. */
function shortAnswer(
  session: Session,
  prepared: Prepared,
  requestKey: RequestKey,
  request: HttpRequest,
  looked: Looked,
): HandledResponse | undefined {
  const { engine } = session;
  const [entry] = looked.entries;
  if (!prepared.isPlain || entry === undefined || looked.entries.length > 1 || looked.bodyRefs !== undefined)
    return undefined;
  const nowMs = engine.clock.nowMs();
  if (!isKnownFree(entry, nowMs)) {
    if (!passesShortTest(entry, nowMs)) return undefined;
    knowFree(entry);
  }
  // The URL will be asked for again. What has been missed once, a crawler never asks for a second time.
  prepared.remember?.();
  const { settings } = prepared;
  const { secrets } = requestKey;
  // One object for the answer and for its outcome.
  const { digests } = engine;
  const asked = { request, settings, nowMs, secrets, digests, exchange: engine.nextExchange() };
  const outcome = new StoredOutcome("hit", "fresh", entry, asked);
  return announceServed(engine, requestKey.redactedUrl, new StoredAnswer(entry, asked, outcome, OWN));
}

interface Hop {
  readonly session: Session;
  readonly prepared: Prepared;
  readonly request: HttpRequest;
  readonly send: Send;
  readonly options: RequestOptions | undefined;
  readonly sequence: number;
}

async function fullAnswer(
  { session, prepared, request: given, send, options, sequence }: Hop,
  found: Looked,
): Promise<HandledResponse> {
  const { engine } = session;
  const request = withTimeoutApart(given);
  const { settings, directives, requestKey } = prepared;
  if (requestKey === undefined) return bypass(session, prepared, request, send);
  let looked = found;
  let verdict = judge(session, prepared, request, looked);
  if (!looked.complete && !(verdict.kind === "use" && verdict.reason === "fresh")) {
    looked = await lookUp(engine, requestKey);
    verdict = judge(session, prepared, request, looked);
  }
  const parts = { request, send, options, settings, directives, requestKey, looked, sequence };
  const exchange = beginExchange(engine, parts);
  const { log } = exchange;
  try {
    if (request.signal?.aborted) throw request.signal.reason;
    return announceServed(engine, requestKey.redactedUrl, await answerTo(exchange, verdict), log);
  } catch (error) {
    // What became of a store is told, although its leader has gone.
    tellWaiting(engine, log);
    throw error;
  }
}

/** One arm for each kind of verdict. */
function answerTo(exchange: Exchange, verdict: LookupVerdict): Awaitable<HandledResponse> {
  if (verdict.kind === "ask") return askTogether(exchange, verdict);
  return verdict.kind === "refuse"
    ? gatewayTimeout(exchange, "refused", verdict.reason)
    : useStored(exchange, verdict);
}

async function useStored(
  exchange: Exchange,
  verdict: Extract<LookupVerdict, { kind: "use" }>,
): Promise<HandledResponse> {
  const answer = await serveUsable(exchange, verdict, exchange.engine.clock.nowMs());
  if (answer !== undefined && verdict.refresh) refreshed(exchange, verdict.entry);
  // The body of the entry has gone: as good as never stored.
  return (
    answer ?? askTogether(await lookedAnew(exchange), { kind: "ask", conditions: [], reason: "uri-miss" })
  );
}

/** Begins a refresh that nobody waits for. Without the code for it, the entry stays as it is. */
function refreshed(exchange: Exchange, entry: Entry): void {
  const begun = using(
    refreshes,
    ({ refreshLater }) => refreshLater(exchange, entry),
    () => undefined,
  );
  if (!isPromise(begun)) return;
  exchange.engine.background.add(begun);
  keptAlive(exchange.options, begun);
}

function judge(
  { engine }: Session,
  { settings, directives, requestKey }: Prepared,
  request: HttpRequest,
  looked: Looked,
): LookupVerdict {
  const chance = settings.earlyRefreshMs > 0 ? Math.random() : 0;
  const { digests, clock } = engine;
  const nowMs = clock.nowMs();
  return judgeLookup({
    request,
    directives,
    entries: looked.entries,
    settings,
    nowMs,
    digests,
    chance,
    deferredUntilMs: requestKey && deferredUntil(engine, requestKey, nowMs),
  });
}
