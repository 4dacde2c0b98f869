import type { HttpResponse } from "@rcache/core";
import { BodyCopy } from "../body-copy.ts";
import type { NodeResponse } from "./client-request.ts";
import { connectionReset } from "./connection-reset.ts";
import { pairsOf } from "./raw-pairs.ts";

/** So much of a copy may wait for the store before the connection is asked to slow down. */
const MOST_WAITING_BYTES = 1_048_576;

/** The response that a caller's own request received, and the copy of its body. */
export interface OwnAnswer {
  readonly response: NodeResponse;
  readonly copy: BodyCopy;
}

/**
 * Copies what a response receives, from the first byte on. Its reader notices nothing: bytes, pace, errors and trailers are the platform's,
 * but for a connection that is faster than the store, which is read no faster than the store takes it.
 */
export function copied(response: NodeResponse): OwnAnswer {
  const copy = new BodyCopy(() => {
    // Asks the connection for more where it was held back for the copy's sake.
    if (!response.destroyed && response.readableLength < response.readableHighWaterMark) response._read(0);
  });
  const { push } = response;
  response.push = function pushCopied(this: NodeResponse, piece: unknown, encoding?: BufferEncoding) {
    if (piece instanceof Uint8Array) copy.take(piece);
    else if (piece === null) endCopy(this, copy);
    const wantsMore = push.call(this, piece, encoding);
    return wantsMore && copy.waiting < MOST_WAITING_BYTES;
  };
  response.on("close", () => {
    if (copy.isOpen) copy.fail(connectionReset("aborted"));
  });
  return { response, copy };
}

/** What was dumped was not passed on, and its end proves nothing. */
function endCopy(response: NodeResponse, copy: BodyCopy): void {
  if (response.complete && !response._dumped) copy.end();
  else copy.fail(connectionReset("aborted"));
}

/** The head that came, as data, with the body that has come already or the one to come. */
export function answerOf({ response, copy }: OwnAnswer, method: string, url: string): HttpResponse {
  const status = response.statusCode ?? 0;
  const isBodiless = method === "HEAD" || status === 204 || status === 304;
  return {
    status,
    statusText: response.statusMessage ?? "",
    url,
    headers: pairsOf(response.rawHeaders),
    ...(isBodiless ? { body: null } : copy.content()),
    coding: "wire",
  };
}
