import type { HeaderList, HttpResponse } from "../http/messages.ts";
import { REDACTED } from "../key/ignored-parameters.ts";
import type { RequestKey } from "../key/lookup-of.ts";
import type { ExplainQuestion } from "../policy/explain/explain-question.ts";
import { judgeStore } from "../policy/store/judge-store.ts";
import type { KeptOut } from "../policy/store/kept-out.ts";

/**
 * A response that would be kept out for the reason that kept out the last one: little more than that is remembered of it.
 *
 * @returns undefined where such a response would be stored by now, or something else than its fields decided
 */
export function responseKeptOut(
  keptOut: KeptOut,
  question: ExplainQuestion,
  requestKey: RequestKey,
): HttpResponse | undefined {
  const { request, settings, nowMs, digests } = question;
  const { status = 200, reason } = keptOut;
  const headers = fieldsOf(keptOut);
  const response: HttpResponse = { status, url: request.url, headers, body: null, coding: "decoded" };
  const expireAfter = typeof settings.expireAfter === "function" ? undefined : settings.expireAfter;
  const verdict = judgeStore({
    ...{ request, response, requestKey, settings, digests, revision: "0" },
    times: { requestedAtMs: nowMs, receivedAtMs: nowMs },
    consulted: { expireAfter, accepted: true },
    structured: undefined,
  });
  return verdict.kind === "keep-out" && verdict.reason === reason ? response : undefined;
}

function fieldsOf({ reason, said }: KeptOut): HeaderList {
  if (said !== undefined && reason === "vary-star") return [["Vary", said]];
  if (said !== undefined && reason === "endless") return [["Content-Type", said]];
  const control: HeaderList = said === undefined ? [] : [["Cache-Control", said]];
  return reason === "set-cookie" ? [...control, ["Set-Cookie", REDACTED]] : control;
}
