import type { Session } from "../engine/session/session.ts";
import { keyText, lookupOf } from "../key/lookup-of.ts";
import type { RequestInput } from "./http-cache.ts";
import { requestOf } from "./request-input.ts";

/** The key of a request under today's settings. */
export function keyOf(input: RequestInput, session: Session): string {
  const request = requestOf(input);
  const { requestKey } = session.prepare(request, undefined);
  if (requestKey !== undefined) return keyText(requestKey);
  const settings = session.resolve(request.method, request.url, undefined);
  return keyText(lookupOf(request, undefined, settings, session.engine.digests));
}
