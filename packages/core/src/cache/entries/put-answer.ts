import { keepGiven } from "../../engine/origin/keep-given.ts";
import { checkRequest, checkResponse } from "../../engine/session/check-messages.ts";
import type { Session } from "../../engine/session/session.ts";
import type { HttpRequest, HttpResponse } from "../../http/messages.ts";
import { discard, drained } from "../../platform/bytes/drained.ts";
import type { RequestOptions } from "../../settings/settings.ts";
import { openBackend } from "../open-backend.ts";

/** Stores an answer that was made elsewhere, as if the origin had just given it (requests-cache CAC-03). */
export async function putAnswer(
  session: Session,
  request: HttpRequest,
  response: HttpResponse,
  options: RequestOptions | undefined,
): Promise<boolean> {
  checkRequest(request);
  checkResponse(response);
  await openBackend(session);
  const kept = await keepGiven(session, request, response, options);
  if (kept === undefined) {
    discard(response);
    return false;
  }
  await drained(kept.body);
  return (await kept.storing.written) === "stored";
}
