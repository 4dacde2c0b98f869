import type { AbortSignalLike, HttpRequest, HttpResponse } from "../http/messages.ts";

/** Why and under which signal the cache asks the origin. */
export interface SendContext {
  /** Abort the exchange when this fires. The signal belongs to the cache: a caller who leaves does not end an exchange that others wait for. */
  readonly signal?: AbortSignalLike | undefined;
  /**
   * `miss`: nothing stored could be used. `validate`: to learn whether a stored response is current. `refresh`: in the background. `bypass`: the
   * request passes the cache by.
   */
  readonly why: "miss" | "validate" | "refresh" | "bypass";
}

/**
 * A function that asks the origin once. It does not follow redirects: a 3xx is a response like any other.
 *
 * It resolves with the origin's response, whatever its status, and rejects if there was no response. The request may differ from the caller's: the
 * cache adds conditions, and asks the target of a redirect. Send it as it is.
 */
export interface Send {
  /** Sends the request and resolves with the response. */
  (request: HttpRequest, context: SendContext): Promise<HttpResponse>;
  /** Set `'hidden'` if the transport always follows redirects itself, as a browser's fetch does. */
  readonly redirects?: "hidden";
  /**
   * Set `'hidden'` if the transport adds cookies that `request` does not show, as a browser's fetch does. A response that varies on `Cookie` is then
   * not stored, because the cache cannot tell which requests it is for.
   */
  readonly cookies?: "hidden";
  /**
   * Set `'own'` if the body of a response stops what it comes from by itself once its reader has left or dropped it, as that of a platform's
   * `Response` does. The body of a response that is not stored is then given to a caller without a signal as it is.
   */
  readonly bodies?: "own";
}
