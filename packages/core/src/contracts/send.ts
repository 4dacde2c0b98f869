import type { AbortSignalLike, HttpRequest, HttpResponse } from "../http/messages.ts";

/** Why the engine asks the origin. */
export interface SendContext {
  /** Abort the exchange when this fires. It is the engine's own: a caller who leaves does not end what others wait for. */
  readonly signal?: AbortSignalLike | undefined;
  readonly why: "miss" | "validate" | "refresh" | "bypass";
}

/**
 * Asks the origin once and follows no redirect: a 3xx is an answer like any other.
 *
 * Resolves with what the origin said, whatever its status; rejects where there was no answer.
 * The request may differ from the caller's: conditions are added, a redirect's target is asked.
 * A transport that can only follow (a browser's fetch, axios' http adapter) says `redirects: 'hidden'`.
 */
export interface Send {
  (request: HttpRequest, context: SendContext): Promise<HttpResponse>;
  readonly redirects?: "hidden";
  /**
   * `hidden`: the transport sends cookies that the request does not show, as a browser's fetch does. Nobody can say then whether an answer that
   * varies on `Cookie` is for the next request, and none is kept.
   */
  readonly cookies?: "hidden";
}
