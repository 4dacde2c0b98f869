import { type Bytes, type Chunks, chunksAsArrived, type HandledResponse } from "@rcache/core";
import { answerBody } from "./answer-body.ts";
import { chunkStream } from "./body-chunks.ts";
import type { CachedResponse } from "./fetch-types.ts";
import { type Failure, onceAsked, type ResponseFacts, withOutcome } from "./marked-response.ts";
import { responseType } from "./runtime.ts";

/** What the constructor of `Response` takes as a reason phrase (Fetch, "reason-phrase token production"). */
const REASON = /^[\t\x20-\x7e\x80-\xff]*$/;

/** An answer as a platform `Response`. */
export function realResponse(answer: HandledResponse, askedUrl?: string): CachedResponse {
  const body = answerBody(answer);
  const failure: Failure | undefined = isWhole(body) ? undefined : {};
  const response = platformResponse(answer, body, pairsOf(answer), failure);
  const facts = onceAsked(() => factsOf(answer, askedUrl));
  return withOutcome(response, answer.cache, facts, failure);
}

/** A platform `Response` without the facts that its constructor cannot be told. */
export function platformResponse(
  answer: HandledResponse,
  body: Bytes | Chunks | null,
  headers: HeadersInit,
  failure: Failure = {},
): Response {
  const onFailure = (error: unknown): void => {
    failure.error = error;
  };
  const given = chunksAsArrived(body, answer.chunkBytes);
  const content = isWhole(given) ? given : chunkStream(given, { isOwn: answer.cache.fromCache, onFailure });
  // The constructor refuses statuses and reason phrases that a server may well send.
  const status = answer.status >= 200 && answer.status <= 599 ? answer.status : 200;
  const { statusText = "" } = answer;
  return new Response(content, { status, statusText: REASON.test(statusText) ? statusText : "", headers });
}

function isWhole(body: Bytes | Chunks | null): body is Bytes | null {
  return body === null || body instanceof Uint8Array;
}

/** An answer's fields, for this response alone. */
export function answerHeaders(answer: HandledResponse): Headers {
  return new Headers(pairsOf(answer));
}

function pairsOf({ headers }: HandledResponse): [string, string][] {
  // The cast: constructors only read the list, their types do not say so.
  return headers as [string, string][];
}

/**
 * The facts of an answer.
 *
 * @param askedUrl given where the transport does not show redirects: another URL that answers is then the only sign of one
 */
export function factsOf(answer: HandledResponse, askedUrl?: string): ResponseFacts {
  const { status, statusText = "", history } = answer;
  const url = responseUrl(answer.url);
  const hasMoved = askedUrl !== undefined && url !== responseUrl(askedUrl);
  return {
    status,
    statusText,
    ok: status >= 200 && status <= 299,
    url,
    redirected: hasMoved || (history !== undefined && history.length > 0),
    type: responseType(url),
  };
}

/** A URL as `Response.url` has it: in the form of the URL standard, without fragment. */
function responseUrl(text: string): string {
  const url = URL.parse(text);
  if (url === null) return text;
  url.hash = "";
  return url.href;
}
