import type { AbortSignalLike, Bytes, CacheOutcome, Chunks, HandledResponse } from "@rcache/core";
import { answerBody } from "./answer-body.ts";
import { chunkStream } from "./body-chunks.ts";
import { describeResponse, INSPECT, type Inspect } from "./describe-response.ts";
import type { CachedResponse } from "./fetch-types.ts";
import { responseType } from "./runtime.ts";

/** An answer as a platform `Response`. */
export function realResponse(
  answer: HandledResponse,
  signal?: AbortSignalLike,
  askedUrl?: string,
): CachedResponse {
  const failure: Failure = {};
  const response = platformResponse(answer, answerBody(answer, signal), answerHeaders(answer), failure);
  return withOutcome(response, answer.cache, factsOf(answer, askedUrl), failure);
}

/** What a body failed with while it arrived. Chromium reports its own `TypeError` instead, also for an abort. */
interface Failure {
  error?: unknown;
}

/** A platform `Response` without the facts that its constructor cannot be told. */
export function platformResponse(
  answer: HandledResponse,
  body: Bytes | Chunks | null,
  headers: Headers,
  failure: Failure = {},
): Response {
  const onFailure = (error: unknown): void => {
    failure.error = error;
  };
  const isWhole = body === null || body instanceof Uint8Array;
  const content = isWhole ? body : chunkStream(body, { isOwn: answer.cache.fromCache, onFailure });
  // The constructor refuses statuses that a server may well send.
  const status = answer.status >= 200 && answer.status <= 599 ? answer.status : 200;
  return new Response(content, { status, statusText: answer.statusText ?? "", headers });
}

/** An answer's fields, for this response alone. */
export function answerHeaders(answer: HandledResponse): Headers {
  // The cast: the constructor only reads the list, its type does not say so.
  return new Headers(answer.headers as [string, string][]);
}

/** What a `Response` has to say of an answer and only the platform can set. */
export type ResponseFacts = Readonly<Pick<Response, "status" | "ok" | "url" | "redirected" | "type">>;

/**
 * The facts of an answer.
 *
 * @param askedUrl given where the transport does not show redirects: another URL that answers is then the only sign of one
 */
export function factsOf(answer: HandledResponse, askedUrl?: string): ResponseFacts {
  const { status, history } = answer;
  const url = responseUrl(answer.url);
  const hasMoved = askedUrl !== undefined && url !== responseUrl(askedUrl);
  return {
    status,
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

const READERS = ["arrayBuffer", "blob", "bytes", "formData", "json", "text"] as const;

/** Marks a platform response, and every clone of it, with how it came about, and with facts in place of its own. */
export function withOutcome(
  response: Response,
  cache: CacheOutcome,
  facts: Partial<ResponseFacts> = {},
  failure: Failure = {},
): CachedResponse {
  const own: Record<PropertyKey, unknown> = {
    ...facts,
    fromCache: cache.fromCache,
    cache,
    clone: () => withOutcome(Response.prototype.clone.call(response), cache, facts, failure),
    [INSPECT]: (_depth: number, options: object, inspect: Inspect) =>
      describeResponse(response, cache, options, inspect),
  };
  for (const name of READERS) {
    own[name] = () =>
      Response.prototype[name].call(response).catch((error: unknown) => {
        throw "error" in failure ? failure.error : error;
      });
  }
  for (const name of Reflect.ownKeys(own)) {
    Object.defineProperty(response, name, { value: own[name], configurable: true });
  }
  // The cast: the two properties that make it one have just been defined.
  return response as CachedResponse;
}
