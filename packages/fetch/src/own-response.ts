import type { HandledResponse, HttpResponse } from "@rcache/core";
import type { CachedResponse } from "./fetch-types.ts";
import { onceAsked, withOutcome } from "./marked-response.ts";
import { factsOf } from "./real-response.ts";

/** What the wrapped fetch gave, and what the engine was told of it. */
export interface Received {
  readonly response: Response;
  readonly reply: HttpResponse;
}

/**
 * The response that the wrapped fetch gave, marked, where it is the answer and nobody else reads its body, which then comes as without a cache.
 *
 * @param received by the last send for the request
 * @returns undefined where the answer is another
 */
export function ownResponse(
  answer: HandledResponse,
  received: Received | undefined,
): CachedResponse | undefined {
  if (received === undefined) return undefined;
  const { response, reply } = received;
  const isReply = reply.headers === answer.headers && reply.body === answer.body;
  // One that somebody made by hand may be given again, or be marked already.
  if (!isReply || (response.type !== "basic" && response.type !== "cors")) return undefined;
  const isLedThere = answer.history !== undefined && answer.history.length > 0;
  return withOutcome(response, answer.cache, isLedThere ? onceAsked(() => factsOf(answer)) : undefined);
}
