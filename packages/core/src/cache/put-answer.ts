import { discard } from "../engine/ask-origin.ts";
import { consultOnResponse } from "../engine/consult-user.ts";
import { drained } from "../engine/drained.ts";
import type { Exchange } from "../engine/exchange.ts";
import type { Session } from "../engine/session.ts";
import { keepAnswer } from "../engine/store-answer.ts";
import type { HttpRequest, HttpResponse } from "../http/messages.ts";
import { judgeStore } from "../policy/judge-store.ts";
import type { RequestOptions } from "../settings/settings.ts";
import { openBackend } from "./scan-entries.ts";

/** Stores an answer that was made elsewhere, as if the origin had just given it (requests-cache CAC-03). */
export async function putAnswer(
  session: Session,
  request: HttpRequest,
  response: HttpResponse,
  options: RequestOptions | undefined,
): Promise<boolean> {
  const { engine } = session;
  await openBackend(session);
  const { settings, directives, keyed } = session.prepare(request, options);
  if (keyed === undefined) return refused(response);
  const moment = engine.memory.moment();
  const looked = await engine.storage.find(keyed);
  const nowMs = engine.clock.nowMs();
  const verdict = judgeStore({
    request,
    response,
    keyed,
    settings,
    times: { requestedAtMs: nowMs, receivedAtMs: nowMs },
    consulted: consultOnResponse(request, response, settings, engine.events),
    revision: engine.nextRevision(),
    digests: engine.digests,
  });
  if (verdict.kind === "keep-out") return refused(response);
  const number = engine.nextExchange();
  const log = { served: true, waiting: [] };
  const exchange: Exchange = {
    engine,
    number,
    request,
    send: sendNothing,
    options,
    settings,
    directives,
    keyed,
    looked,
    moment,
    log,
  };
  const kept = keepAnswer(exchange, verdict.entry, response, engine.flights.open());
  await drained(kept.body);
  return (await kept.settled) === "stored";
}

function refused(response: HttpResponse): false {
  discard(response);
  return false;
}

function sendNothing(): Promise<never> {
  return Promise.reject(new TypeError("an answer that was put is not asked for"));
}
