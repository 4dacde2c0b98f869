import type { AbortSignalLike, HttpRequest, HttpResponse, Send, SendContext } from "@rcache/core";
import type { FetchLike } from "./fetch-types.ts";
import { fromResponse } from "./from-response.ts";
import type { OutgoingRequest } from "./outgoing-request.ts";
import type { Received } from "./own-response.ts";
import { innerMode } from "./request-cache-mode.ts";
import { hidesRedirects } from "./runtime.ts";

/**
 * Asks the origin with a fetch, one hop at a time where the runtime shows redirects. Settles when fetch does, with the fields; nothing of
 * the body has been read by then.
 *
 * What the caller said beyond HTTP (credentials, mode, keepalive, dispatcher …) goes along with every hop; the signal is the engine's.
 *
 * @param onReply is told of each reply before the engine is
 */
export function fetchSend(
  fetchNow: () => FetchLike,
  outgoing?: OutgoingRequest,
  mode?: RequestCache,
  onReply?: (received: Received) => void,
): Send {
  const isHidden = hidesRedirects();
  const followsItself = isFollowedBelow(outgoing);
  let streamSpent = false;
  const send = async (asked: HttpRequest, context: SendContext): Promise<HttpResponse> => {
    if (asked.body === "streaming" && streamSpent)
      throw new TypeError("fetch failed: a streamed body cannot be sent twice");
    streamSpent ||= asked.body === "streaming";
    const init = initFor(asked, context, outgoing, mode);
    init["redirect"] = followsItself ? (asked.redirect ?? "follow") : "manual";
    const response = await fetchNow()(targetFor(asked, outgoing), init);
    const reply = fromResponse(response);
    onReply?.({ reply, response });
    return reply.url === "" ? { ...reply, url: withoutFragment(asked.url) } : reply;
  };
  if (!followsItself) return onReply === undefined ? send : Object.assign(send, { bodies: "own" as const });
  const sendsNone = outgoing?.rest["credentials"] === "omit";
  return Object.assign(send, {
    redirects: "hidden" as const,
    ...(sendsNone || !isHidden ? {} : { cookies: "hidden" as const }),
  });
}

/**
 * Whether the fetch below follows redirects: where the runtime hides them, and with the body of a `Request` that is too large to be read
 * here, because only the platform knows whether it can send that again.
 */
export function isFollowedBelow(outgoing: OutgoingRequest | undefined): boolean {
  return hidesRedirects() || (outgoing?.original !== undefined && outgoing.request.body === "streaming");
}

/** The caller's own `Request` as long as it is what is asked, since only the runtime knows all that it holds. */
function targetFor(asked: HttpRequest, outgoing: OutgoingRequest | undefined): string | Request {
  const original = outgoing?.original;
  if (original === undefined || asked.url !== original.url) return asked.url;
  return original.body === null || asked.body !== undefined ? original : asked.url;
}

function initFor(
  asked: HttpRequest,
  context: SendContext,
  outgoing: OutgoingRequest | undefined,
  mode: RequestCache | undefined,
): Record<string, unknown> {
  const init: Record<string, unknown> = { ...outgoing?.rest, method: asked.method };
  const inner = innerMode(mode);
  if (inner !== undefined) init["cache"] = inner;
  if (asked.headers.length > 0 || outgoing?.original !== undefined) init["headers"] = asked.headers;
  if (typeof asked.body === "string") {
    if (outgoing?.unread !== undefined) init["body"] = outgoing.unread;
  } else if (asked.body !== undefined) init["body"] = asked.body;
  // Null also takes the caller's own signal off a `Request`: whether the others still wait is the engine's to say.
  init["signal"] = signalFor(context, outgoing);
  return init;
}

/** undefined is told nothing. What a caller without a signal asks is the caller's until the body is left, which the fetch hears of by its body. */
function signalFor({ signal, why }: SendContext, outgoing: OutgoingRequest | undefined): AbortSignal | null {
  if (signal === undefined) return null;
  const isCallersAlone = why !== "refresh" && outgoing !== undefined && outgoing.request.signal === undefined;
  return isCallersAlone ? null : platformSignal(signal);
}

/** Fetch takes its own kind of signal only. */
function platformSignal(signal: AbortSignalLike): AbortSignal {
  if (signal instanceof AbortSignal) return signal;
  const bridge = new AbortController();
  if (signal.aborted) bridge.abort(signal.reason);
  else signal.addEventListener("abort", () => bridge.abort(signal.reason));
  return bridge.signal;
}

function withoutFragment(url: string): string {
  const at = url.indexOf("#");
  return at === -1 ? url : url.slice(0, at);
}
