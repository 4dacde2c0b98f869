import type { Entry } from "../../entry/entry.ts";
import type { Awaitable, HttpResponse } from "../../http/messages.ts";
import { discard } from "../../platform/bytes/drained.ts";
import { andThen, isPromise } from "../../platform/concurrency/awaitable.ts";
import { later, using } from "../../platform/concurrency/later.ts";
import { endOf } from "../../platform/concurrency/signals.ts";
import type { CacheOutcome, HandledResponse } from "../../policy/outcome.ts";
import { judgeFailure, judgeReply, type ReplyQuestion } from "../../policy/reply/judge-reply.ts";
import { retryAfterMs } from "../../policy/reply/retry-after.ts";
import type { Consulted } from "../../policy/store/judge-store.ts";
import { keptOut } from "../../policy/store/kept-out.ts";
import { conditionalRequest } from "../../policy/validation/conditional-request.ts";
import type { AskVerdict, ReplyVerdict, StoreVerdict } from "../../policy/verdict.ts";
import { missOutcome, NO_HISTORY } from "../answer/outcome.ts";
import { gatewayTimeout, serve } from "../answer/serve.ts";
import { heldUnlessOwn, untilLeft } from "../answer/until-left.ts";
import type { Flight } from "../memory/flights.ts";
import { checkResponse } from "../session/check-messages.ts";
import { clearOriginAfter } from "../session/clear-origin.ts";
import type { Exchange } from "../session/exchange.ts";
import { lookedAnew } from "../session/look-up.ts";
import { consultsOnAnswers } from "../session/own-words.ts";
import { withoutFragment } from "../session/session.ts";
import {
  consulted,
  questionOf,
  type Reply,
  readForUser,
  structuredFor,
  structuredLoaded,
} from "./reply-question.ts";
import { keepAnswer } from "./store-answer.ts";

/**
 * Asks the origin, judges what it says, and does what follows from it. The flight lands on every path.
 *
 * @throws what `send` rejects with, where no stored answer may stand in
 */
export async function askOrigin(
  first: Exchange,
  asked: AskVerdict,
  flight: Flight,
  why: "miss" | "refresh",
): Promise<HandledResponse> {
  const { engine } = first;
  let current = asked;
  let exchange = first;
  try {
    for (let round = 0; ; round += 1) {
      let reply: Reply;
      try {
        const requestedAtMs = engine.clock.nowMs();
        const response = checkResponse(await sent(exchange, current, flight, why));
        const receivedAtMs = engine.clock.nowMs();
        const rules = structuredFor(exchange, response);
        const structured = isPromise(rules) ? await rules : rules;
        reply = { response, requestedAtMs, receivedAtMs, structured };
        if (consultsOnAnswers(exchange.settings)) reply = await readForUser(exchange, current, reply);
      } catch (error) {
        return await afterFailure(exchange, asked, flight, error);
      }
      const clearing = clearOriginAfter(engine, first.request.url, reply.response, first.settings);
      if (clearing !== undefined) await clearing;
      const said = consulted(exchange, current, reply.response);
      const judged = judgedReply(exchange, current, reply, isPromise(said) ? await said : said);
      const verdict = isPromise(judged) ? await judged : judged;
      // Asked without conditions, a second 304 can only be passed on.
      if (verdict.kind === "repeat" && round > 0) return passOn(exchange, asked, reply.response, flight);
      if (verdict.kind !== "repeat") {
        const carried = carryOut(exchange, asked, verdict, reply.response, flight);
        const answer = isPromise(carried) ? await carried : carried;
        if (answer !== undefined) return answer;
      }
      discard(reply.response);
      if (verdict.kind !== "repeat") exchange = await lookedAnew(exchange);
      current = { kind: "ask", conditions: [], reason: asked.reason };
    }
  } catch (error) {
    // Without effect where it has landed: whatever went wrong, nobody is to wait for this flight.
    flight.settle({ kind: "failed", error });
    throw error;
  }
}

/** What the origin says, as the transport gives it. */
function sent(
  { request, send }: Exchange,
  asked: AskVerdict,
  { signal }: Flight,
  why: "miss" | "refresh",
): Promise<HttpResponse> {
  const outgoing = {
    ...conditionalRequest(request, asked.conditions),
    signal,
    redirect: send.redirects === "hidden" ? request.redirect : "manual",
  } as const;
  const reason = why === "miss" && asked.conditions.length > 0 ? "validate" : why;
  return send(outgoing, { signal, why: reason });
}

/** Whether an answer stands at the end of redirects that the transport did not show. */
function isHiddenEnd({ request, send }: Exchange, { url }: HttpResponse): boolean {
  return send.redirects === "hidden" && withoutFragment(url) !== withoutFragment(request.url);
}

type Renewal = typeof import("./renewal.ts");

const renewal = later<Renewal>(() => import("./renewal.ts"));

/** What a reply means, and what else follows from its fields. */
function judgedReply(
  exchange: Exchange,
  asked: AskVerdict,
  reply: Reply,
  said: Consulted,
): Awaitable<ReplyVerdict> {
  const { engine, requestKey } = exchange;
  const { response, receivedAtMs } = reply;
  const question = questionOf(exchange, asked, reply, said);
  engine.memory.defer(requestKey, retryAfterMs(response, receivedAtMs), engine.elapsedMs());
  const speaksOfStored = response.status === 304 || question.request.method === "HEAD";
  return speaksOfStored ? judgedRenewal(exchange, question) : judgeReply(question);
}

/** The verdict on what may speak of stored answers, which is done. Without the code for it, a 304 is asked for again, without conditions. */
function judgedRenewal(exchange: Exchange, question: ReplyQuestion): Awaitable<ReplyVerdict> {
  const isConfirmation = question.response.status === 304;
  return using<Renewal, ReplyVerdict>(
    renewal,
    ({ judgeNotModified, freshenOthers }) => {
      const verdict = isConfirmation ? judgeNotModified(question) : judgeReply(question);
      freshenOthers(exchange, question, verdict);
      return verdict;
    },
    () => (isConfirmation ? { kind: "repeat", reason: "unknown-validator" } : judgeReply(question)),
  );
}

/** undefined: what was to be served has vanished, and the origin has to be asked without conditions. */
function carryOut(
  exchange: Exchange,
  asked: AskVerdict,
  verdict: Exclude<ReplyVerdict, { kind: "repeat" }>,
  response: HttpResponse,
  flight: Flight,
): Awaitable<HandledResponse | undefined> {
  switch (verdict.kind) {
    case "freshen":
      return andThen(renewal(), ({ confirm }) => confirm(exchange, verdict, asked.reason, response, flight));
    case "replace": {
      const { store } = verdict;
      if (store.kind === "keep-out") return passOn(exchange, asked, response, flight, store.reason);
      // Nobody can know the fields of hidden hops: where headers decide, the end of such a chain is not kept.
      const isKept = !exchange.settings.profile.obeysResponse || !isHiddenEnd(exchange, response);
      return isKept
        ? keep(exchange, asked, store.entry, store.reason, response, flight)
        : passOn(exchange, asked, response, flight, "incomplete");
    }
    case "serve-stale":
      return andThen(standIn(exchange, verdict.entry, verdict.reason), (answer) => {
        if (answer === undefined) return passOn(exchange, asked, response, flight);
        flight.settle({ kind: "error-status" });
        discard(response);
        return answer;
      });
    case "pass":
      return passOn(exchange, asked, response, flight);
    case "fail":
      return gatewayTimeout(exchange, "failed", verdict.reason);
  }
}

function keep(
  exchange: Exchange,
  asked: AskVerdict,
  entry: Entry,
  store: Extract<HandledResponse["cache"], { kind: "miss" }>["store"],
  response: HttpResponse,
  flight: Flight,
): HandledResponse {
  const { body, write } = keepAnswer(exchange, entry, response, flight);
  const facts = { write, entry, nowMs: exchange.engine.clock.nowMs() };
  const end = endOf(exchange.request);
  const cache = missOutcome(asked.reason, exchange.number, store, facts);
  return answerOf(response, end === undefined ? body : untilLeft(body, end), cache);
}

/** The origin's answer as it is, kept by nobody. */
function passOn(
  exchange: Exchange,
  asked: AskVerdict,
  response: HttpResponse,
  flight: Flight,
  store: Extract<StoreVerdict, { kind: "keep-out" }>["reason"] = "status",
): HandledResponse {
  const cache = notKept(exchange, asked, response, flight, store);
  // The transport hears of a caller who leaves even where its body does not listen.
  const onLeave = (): void => flight.leaderLeaves(undefined);
  return answerOf(
    response,
    heldUnlessOwn(response.body, exchange.send, endOf(exchange.request), onLeave),
    cache,
  );
}

/** What an answer means that nobody keeps: it is remembered, and nobody waits for it. */
export function notKept(
  exchange: Exchange,
  asked: AskVerdict,
  response: HttpResponse,
  flight: Flight,
  store: Extract<StoreVerdict, { kind: "keep-out" }>["reason"],
): CacheOutcome {
  const { engine, requestKey, number, settings } = exchange;
  // A part says nothing of whether the whole can be kept.
  const waitsFromMs = store === "part" ? undefined : engine.elapsedMs();
  const why = keptOut(response, store, settings, structuredLoaded(exchange, response));
  engine.memory.rememberKeptOut(requestKey, why, waitsFromMs);
  flight.settle({ kind: "not-storable" });
  return missOutcome(asked.reason, number, store, { nowMs: engine.clock.nowMs() });
}

function answerOf(
  { status, statusText = "", url, headers, coding }: HttpResponse,
  body: HttpResponse["body"],
  cache: HandledResponse["cache"],
): HandledResponse {
  return { status, statusText, url, headers, body, coding, history: NO_HISTORY, cache };
}

async function afterFailure(
  exchange: Exchange,
  asked: AskVerdict,
  flight: Flight,
  error: unknown,
): Promise<HandledResponse> {
  const { engine, settings, directives } = exchange;
  const verdict = judgeFailure(asked, settings, directives, engine.clock.nowMs());
  const answer =
    verdict.kind === "serve-stale" ? await standIn(exchange, verdict.entry, verdict.reason) : undefined;
  flight.settle({ kind: "failed", error });
  if (answer !== undefined) return answer;
  if (verdict.kind === "fail" && verdict.as === "504")
    return gatewayTimeout(exchange, "failed", verdict.reason);
  throw error;
}

/** A stale entry instead of a failure; undefined where its body has gone. */
async function standIn(
  exchange: Exchange,
  entry: Entry,
  reason: "network" | "status",
): Promise<HandledResponse | undefined> {
  const ref = exchange.looked.bodyRefs?.get(entry);
  return serve(exchange, entry, { kind: "stale", reason, ref }, exchange.engine.clock.nowMs());
}
