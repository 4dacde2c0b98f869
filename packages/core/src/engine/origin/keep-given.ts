import type { HttpRequest, HttpResponse } from "../../http/messages.ts";
import { judgeStore } from "../../policy/store/judge-store.ts";
import * as structured from "../../policy/structured/structured-rules.ts";
import type { StoreVerdict } from "../../policy/verdict.ts";
import type { RequestOptions } from "../../settings/settings.ts";
import { consultOnResponse } from "../session/consult-user.ts";
import { beginExchange } from "../session/exchange.ts";
import { lookUp } from "../session/look-up.ts";
import type { Session } from "../session/session.ts";
import { type Kept, keepAnswer } from "./store-answer.ts";

/**
 * Keeps an answer that the engine has not asked for itself, as if it were the origin's to this request.
 *
 * @param isWelcome the last word on a verdict that would store it
 * @returns undefined where it is not kept; its body is then untouched
 */
export async function keepGiven(
  session: Session,
  request: HttpRequest,
  response: HttpResponse,
  options: RequestOptions | undefined,
  isWelcome: (verdict: StoreVerdict) => boolean = () => true,
): Promise<Kept | undefined> {
  const { engine } = session;
  const { settings, directives, requestKey } = session.prepare(request, options);
  if (requestKey === undefined) return undefined;
  const sequence = engine.memory.sequence();
  const looked = await lookUp(engine, requestKey);
  const nowMs = engine.clock.nowMs();
  const verdict = judgeStore({
    request,
    response,
    requestKey,
    settings,
    times: { requestedAtMs: nowMs, receivedAtMs: nowMs },
    consulted: consultOnResponse(request, response, settings, engine.events),
    revision: engine.nextRevision(),
    digests: engine.digests,
    structured,
  });
  if (verdict.kind === "keep-out" || !isWelcome(verdict)) return undefined;
  const parts = { request, send: sendNothing, options, settings, directives, requestKey, looked, sequence };
  const exchange = beginExchange(engine, parts, true);
  return keepAnswer(exchange, verdict.entry, response, engine.flights.open());
}

function sendNothing(): Promise<never> {
  return Promise.reject(new TypeError("an answer that was given is not asked for"));
}
