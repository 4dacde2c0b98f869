import type { Entry } from "../../entry/entry.ts";
import { bodyRefOf } from "../../entry/own-entry.ts";
import { fieldValue } from "../../http/fields/fields.ts";
import type { Instant } from "../../http/messages.ts";
import { discard } from "../../platform/bytes/drained.ts";
import { later, using } from "../../platform/concurrency/later.ts";
import { endOf } from "../../platform/concurrency/signals.ts";
import { afterMs } from "../../platform/time/after-ms.ts";
import { judgeLookup } from "../../policy/lookup/judge-lookup.ts";
import type { HandledResponse } from "../../policy/outcome.ts";
import { judgeFailure } from "../../policy/reply/judge-reply.ts";
import { hasOwnConditions } from "../../policy/validation/validators.ts";
import type { AskVerdict, LookupVerdict } from "../../policy/verdict.ts";
import { kindOfUse, serve } from "../answer/serve.ts";
import { type Flight, type FlightResult, flightKey, untilAborted } from "../memory/flights.ts";
import { askOrigin } from "../origin/ask-origin.ts";
import type { Exchange } from "../session/exchange.ts";
import { expectedVariant } from "../session/session.ts";

/** So often a request may find that what it waited for is of no use to it, before it goes alone. */
const MAX_ROUNDS = 3;

/** Asks the origin as long as the caller's time lasts; after that, what is stored is judged as after any failure. */
export function askTogether(exchange: Exchange, asked: AskVerdict): Promise<HandledResponse> {
  const { timeout } = exchange.request;
  const answer = joinOrLead(exchange, asked);
  if (timeout === undefined) return answer;
  return answer.catch(async (error: unknown) => {
    if (!timeout.aborted || error !== timeout.reason) throw error;
    const standIn = await standInForFailure(exchange, asked, { kind: "failed", error });
    if (standIn === "alone") throw error;
    return standIn;
  });
}

/** Joins the flight that is under way for the same question, or leads one that others can join. */
function joinOrLead(exchange: Exchange, asked: AskVerdict): Promise<HandledResponse> {
  const { flights } = exchange.engine;
  const key = sharedKey(exchange, asked);
  const flight = key === undefined ? undefined : flights.get(key);
  return key === undefined || flight === undefined
    ? lead(exchange, asked, flights.open(key))
    : followOrLead(exchange, asked, key, flight);
}

/** A flight to be led by who asks the origin by itself; undefined: there is one to follow, or other processes have a say. */
export function ownFlight(exchange: Exchange, asked: AskVerdict): Flight | undefined {
  const { flights, limits } = exchange.engine;
  if (limits.singleFlight === "across-processes") return undefined;
  const key = sharedKey(exchange, asked);
  return key !== undefined && flights.get(key) !== undefined ? undefined : flights.open(key);
}

/** The key of the flight that a question may be shared by; undefined: it is asked alone. */
function sharedKey(exchange: Exchange, asked: AskVerdict): string | undefined {
  const { request, requestKey, engine } = exchange;
  if (engine.limits.singleFlight === false || !mayShare(exchange, asked)) return undefined;
  const { target, selector } = requestKey;
  return flightKey(target, `${request.method} ${selector}\n${flightVariant(exchange)}`);
}

async function followOrLead(
  exchange: Exchange,
  asked: AskVerdict,
  key: string,
  first: Flight,
): Promise<HandledResponse> {
  const { flights } = exchange.engine;
  let flight: Flight | undefined = first;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    if (flight === undefined) return lead(exchange, asked, flights.open(key));
    if (flight.isHeld()) return lead({ ...exchange, isLate: true }, asked, flights.open());
    const answer = await follow(exchange, asked, flight);
    if (answer === "alone") break;
    if (answer === "late") return lead({ ...exchange, isLate: true }, asked, flights.open());
    if (answer !== undefined) return answer;
    flight = flights.get(key);
  }
  return lead(exchange, asked, flights.open());
}

/** What demands an answer of its own, or is known not to be storable, shares with nobody. */
function mayShare(
  { engine, request, directives, requestKey, settings }: Exchange,
  asked: AskVerdict,
): boolean {
  if (asked.reason === "force-refresh" || asked.reason === "request-no-cache" || directives.noStore)
    return false;
  if (hasOwnConditions(request) || settings.forceRefresh) return false;
  return !engine.memory.isUncacheable(requestKey, engine.elapsedMs());
}

function flightVariant({ engine, request, requestKey, settings }: Exchange): string {
  const variant = expectedVariant(request, requestKey, settings, engine) ?? "-";
  const range = request.headers.length === 0 ? undefined : fieldValue(request.headers, "range");
  return range === undefined ? variant : `${variant} ${range}`;
}

/** The flight lands whatever goes wrong with the lease. */
async function askUnderLease(
  exchange: Exchange,
  asked: AskVerdict,
  flight: Flight,
  ask: () => Promise<HandledResponse>,
): Promise<HandledResponse> {
  try {
    return await using(leases, ({ acrossProcesses }) => acrossProcesses(exchange, asked, flight, ask), ask);
  } catch (error) {
    flight.settle({ kind: "failed", error });
    throw error;
  }
}

const leases = later(() => import("./lease-flight.ts"));

function lead(exchange: Exchange, asked: AskVerdict, flight: Flight): Promise<HandledResponse> {
  const ask = (): Promise<HandledResponse> => askOrigin(exchange, asked, flight, "miss");
  const work =
    exchange.engine.limits.singleFlight === "across-processes"
      ? askUnderLease(exchange, asked, flight, ask)
      : ask();
  return untilAborted(work, endOf(exchange.request), (reason) => {
    flight.leaderLeaves(reason);
    work.then(discard, () => undefined);
  });
}

/**
 * undefined: what came is of no use to this request, which may try again; `alone`: it should not wait any more; `late`: nor should it, and
 * the answer that is still on its way is the one to be kept.
 */
async function follow(
  exchange: Exchange,
  asked: AskVerdict,
  flight: Flight,
): Promise<HandledResponse | "alone" | "late" | undefined> {
  const { engine, request } = exchange;
  const isAfter = flight.isAnswered();
  flight.join();
  flight.watch();
  const result = await untilAborted(
    resultInTime(flight, engine.limits.flightWaitMs),
    endOf(request),
    (reason) => flight.leave(reason),
  );
  flight.leave(undefined);
  if (result === undefined) {
    flight.retire();
    return "late";
  }
  switch (result.kind) {
    case "held":
      return "late";
    case "not-storable":
      return "alone";
    case "candidate":
      return isAfter && flight.isLed()
        ? useEarlier(exchange, result.entry)
        : useCandidate(exchange, asked, result.entry);
    default:
      return standInForFailure(exchange, asked, result);
  }
}

/** The origin failed the leader, or this caller's time is over: the caller is judged by its own settings. */
async function standInForFailure(
  exchange: Exchange,
  asked: AskVerdict,
  result: Extract<FlightResult, { kind: "failed" | "error-status" }>,
): Promise<HandledResponse | "alone"> {
  const { engine, settings, directives, looked } = exchange;
  const nowMs = engine.clock.nowMs();
  const verdict = judgeFailure(asked, settings, directives, nowMs);
  if (verdict.kind === "serve-stale") {
    const ref = looked.bodyRefs?.get(verdict.entry);
    const reason = result.kind === "failed" ? verdict.reason : "status";
    return (await serve(exchange, verdict.entry, { kind: "stale", reason, ref }, nowMs)) ?? "alone";
  }
  if (result.kind === "error-status") return "alone";
  throw result.error;
}

/** An answer that the leader had before this request came, and that was on its way into the store: a hit like any other. */
async function useEarlier(exchange: Exchange, entry: Entry): Promise<HandledResponse | undefined> {
  const nowMs = exchange.engine.clock.nowMs();
  const verdict = judgeCandidate(exchange, entry, nowMs);
  if (verdict.kind !== "use") return undefined;
  const { reason } = verdict;
  const ref = bodyRefOf(entry);
  return serve(exchange, entry, { kind: kindOfUse(reason), reason, ref, isShared: true }, nowMs);
}

/** The leader's answer, if the follower could have used it from the store (RFC 9111 §4). */
async function useCandidate(
  exchange: Exchange,
  asked: AskVerdict,
  entry: Entry,
): Promise<HandledResponse | undefined> {
  const nowMs = exchange.engine.clock.nowMs();
  const verdict = judgeCandidate(exchange, entry, nowMs);
  const isUsable = verdict.kind === "use" || (verdict.kind === "ask" && isAnswerToThis(verdict, asked));
  if (!isUsable) return undefined;
  const ref = bodyRefOf(entry);
  return serve(exchange, entry, { kind: "joined", reason: asked.reason, ref, isShared: true }, nowMs);
}

function judgeCandidate(
  { engine, request, settings, directives }: Exchange,
  entry: Entry,
  nowMs: Instant,
): LookupVerdict {
  const { digests } = engine;
  return judgeLookup({ request, directives, entries: [entry], settings, nowMs, digests, chance: 0 });
}

/** An answer that was fetched while this request waited is what a validation would have brought, though it may not be reused later. */
function isAnswerToThis(verdict: AskVerdict, asked: AskVerdict): boolean {
  const always = ["refresh", "always-revalidate", "no-cache"];
  return verdict.reason === asked.reason && always.includes(asked.reason);
}

function resultInTime(flight: Flight, waitMs: number): Promise<FlightResult | undefined> {
  return new Promise((resolve) => {
    const cancel = afterMs(waitMs, () => resolve(undefined));
    void flight.wait().then((result) => {
      cancel();
      resolve(result);
    });
  });
}
