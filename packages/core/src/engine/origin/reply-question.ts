import type { Awaitable, HttpResponse, Instant } from "../../http/messages.ts";
import { later, using } from "../../platform/concurrency/later.ts";
import { judgeReply, type ReplyQuestion } from "../../policy/reply/judge-reply.ts";
import type { Consulted } from "../../policy/store/judge-store.ts";
import type { AskVerdict } from "../../policy/verdict.ts";
import { askerOf, type Exchange } from "../session/exchange.ts";
import { requestKeyByAnswer } from "../session/look-up.ts";
import { consultsOnAnswers, saidUnheard } from "../session/own-words.ts";

/** An origin's reply, with what was asked and when. */
export interface Reply {
  readonly response: HttpResponse;
  readonly requestedAtMs: Instant;
  readonly receivedAtMs: Instant;
}

const consulting = later(() => import("../session/consult-user.ts"));

/** What policy is asked about a reply. */
export function questionOf(
  exchange: Exchange,
  asked: AskVerdict,
  { response, requestedAtMs, receivedAtMs }: Reply,
  consulted: Consulted,
): ReplyQuestion {
  const { engine, request, settings, directives } = exchange;
  return {
    request,
    response,
    requestKey: requestKeyByAnswer(exchange, response),
    settings,
    directives,
    asked,
    times: { requestedAtMs, receivedAtMs },
    consulted,
    revision: engine.nextRevision(),
    digests: engine.digests,
    hidesCookies: exchange.send.cookies === "hidden",
  };
}

/** The user's functions are asked about a 304 as about the answer that it confirms. */
export function consulted(
  exchange: Exchange,
  asked: AskVerdict,
  response: HttpResponse,
): Awaitable<Consulted> {
  const { engine, request, settings } = exchange;
  if (!consultsOnAnswers(settings)) return saidUnheard(settings);
  const [entry] = asked.conditions;
  return using(
    consulting,
    ({ consultOnConfirmed, consultOnResponse }) =>
      response.status === 304 && entry !== undefined
        ? consultOnConfirmed(entry, response, askerOf(exchange), engine.events)
        : consultOnResponse(request, response, settings, engine.events),
    () => saidUnheard(settings),
  );
}

/** As welcome as the user's functions could make an answer. */
const WELCOME: Consulted = { expireAfter: 1, accepted: true };

/** The reply with its body read for the user's functions, unless they have no say in whether it is kept. */
export async function readForUser(exchange: Exchange, asked: AskVerdict, reply: Reply): Promise<Reply> {
  if (reply.response.status === 304) return reply;
  const hoped = judgeReply(questionOf(exchange, asked, reply, WELCOME));
  if (hoped.kind !== "replace" || hoped.store.kind !== "store") return reply;
  return using(
    consulting,
    async ({ bodyForUser }) => ({
      ...reply,
      response: await bodyForUser(reply.response, exchange.engine.limits.readAhead),
    }),
    () => reply,
  );
}
