import { hasField } from "../../http/fields/fields.ts";
import type { Awaitable, HeaderList, HttpResponse, Instant } from "../../http/messages.ts";
import { isPromise } from "../../platform/concurrency/awaitable.ts";
import { later, using } from "../../platform/concurrency/later.ts";
import { judgeReply, type ReplyQuestion } from "../../policy/reply/judge-reply.ts";
import { type Consulted, isTargeted, type StructuredRules } from "../../policy/store/judge-store.ts";
import type { AskVerdict } from "../../policy/verdict.ts";
import type { ResolvedSettings } from "../../settings/effective/resolve.ts";
import { askerOf, type Exchange } from "../session/exchange.ts";
import { requestKeyByAnswer } from "../session/look-up.ts";
import { consultsOnAnswers, saidUnheard } from "../session/own-words.ts";

/** An origin's reply, with what was asked and when. */
export interface Reply {
  readonly response: HttpResponse;
  readonly requestedAtMs: Instant;
  readonly receivedAtMs: Instant;
  /** undefined: the response has no structured field that counts, or their code cannot be loaded. */
  readonly structured: StructuredRules | undefined;
}

/** What structured fields decide. Without the code, they are as absent, but that nothing is stored which has one for this cache. */
export const structuredRules: () => Awaitable<StructuredRules> = /* @__PURE__ */ later<StructuredRules>(
  () => import("../../policy/structured/structured-rules.ts"),
);
const consulting = later(() => import("../session/consult-user.ts"));

/** The rules that a response needs because of structured fields, its own or those of stored ones that it speaks of. */
export function structuredFor(
  { looked, request, settings }: Exchange,
  { status, headers }: HttpResponse,
): Awaitable<StructuredRules | undefined> {
  const speaksOfStored = status === 304 || request.method === "HEAD";
  const isNeeded =
    hasStructured(headers, settings) ||
    (speaksOfStored && looked.entries.some(({ response }) => hasStructured(response.headers, settings)));
  return isNeeded
    ? using<StructuredRules, StructuredRules | undefined>(
        structuredRules,
        (rules) => rules,
        () => undefined,
      )
    : undefined;
}

/** The same, where they were asked for before: loaded by now, unless they cannot be. */
export function structuredLoaded(exchange: Exchange, response: HttpResponse): StructuredRules | undefined {
  const rules = structuredFor(exchange, response);
  return isPromise(rules) ? undefined : rules;
}

function hasStructured(headers: HeaderList, settings: ResolvedSettings): boolean {
  return (
    settings.profile.obeysResponse &&
    (hasField(headers, "cache-groups") ||
      (settings.noVarySearch && hasField(headers, "no-vary-search")) ||
      isTargeted(headers, settings))
  );
}

/** What policy is asked about a reply. */
export function questionOf(
  exchange: Exchange,
  asked: AskVerdict,
  { response, requestedAtMs, receivedAtMs, structured }: Reply,
  consulted: Consulted,
): ReplyQuestion {
  const { engine, request, settings, directives } = exchange;
  return {
    request,
    response,
    requestKey: requestKeyByAnswer(exchange, response, structured),
    settings,
    directives,
    asked,
    times: { requestedAtMs, receivedAtMs },
    consulted,
    revision: engine.nextRevision(),
    digests: engine.digests,
    structured,
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
