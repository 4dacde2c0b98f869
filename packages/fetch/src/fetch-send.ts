import type {
  AbortSignalLike,
  Bytes,
  Chunks,
  HttpRequest,
  HttpResponse,
  Send,
  SendContext,
} from "@rcache/core";
import { bodyChunks, joinChunks } from "./body-chunks.ts";
import type { FetchLike } from "./fetch-types.ts";
import { fromResponse } from "./from-response.ts";
import { firstValue } from "./header-lines.ts";
import type { OutgoingRequest } from "./outgoing-request.ts";
import { innerMode } from "./request-cache-mode.ts";
import { hidesRedirects } from "./runtime.ts";

/** A body whose declared length is at most this is read at once; a longer one, or one of unknown length, is handed on as it arrives. */
const AT_ONCE_BYTES = 65_536;
/** A compressed body that is that short on the wire is read at once as long as it does not unfold to more than this. */
const UNFOLDED_BYTES = 262_144;

/**
 * Asks the origin with a fetch, one hop at a time where the runtime shows redirects.
 *
 * What the caller said beyond HTTP (credentials, mode, keepalive, dispatcher …) goes along with every hop; the signal is the engine's.
 */
export function fetchSend(fetchNow: () => FetchLike, outgoing?: OutgoingRequest, mode?: RequestCache): Send {
  const hidden = hidesRedirects();
  let streamSpent = false;
  const send = async (asked: HttpRequest, context: SendContext): Promise<HttpResponse> => {
    if (asked.body === "streaming" && streamSpent)
      throw new TypeError("fetch failed: a streamed body cannot be sent twice");
    streamSpent ||= asked.body === "streaming";
    const init = initFor(asked, context, outgoing, mode);
    init["redirect"] = hidden ? (asked.redirect ?? "follow") : "manual";
    return readReply(await fetchNow()(targetFor(asked, outgoing), init), asked);
  };
  return hidden ? Object.assign(send, { redirects: "hidden" as const }) : send;
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
  if (asked.body === "streaming") {
    if (outgoing?.streamed !== undefined) init["body"] = outgoing.streamed;
    if (outgoing?.original === undefined) init["duplex"] ??= "half";
  } else if (asked.body !== undefined) init["body"] = asked.body;
  // Null also takes the caller's own signal off a `Request`: whether the others still wait is the engine's to say.
  init["signal"] = context.signal === undefined ? null : platformSignal(context.signal);
  return init;
}

/** Fetch takes its own kind of signal only. */
function platformSignal(signal: AbortSignalLike): AbortSignal {
  if (signal instanceof AbortSignal) return signal;
  const bridge = new AbortController();
  if (signal.aborted) bridge.abort(signal.reason);
  else signal.addEventListener("abort", () => bridge.abort(signal.reason));
  return bridge.signal;
}

/** The reply as data, with its body in memory where it is certain to be small. */
async function readReply(response: Response, asked: HttpRequest): Promise<HttpResponse> {
  const reply = fromResponse(response);
  const seen = reply.url === "" ? { ...reply, url: withoutFragment(asked.url) } : reply;
  if (response.body === null || seen.body === null) return seen;
  const length = Number(firstValue(seen.headers, "content-length") ?? Number.NaN);
  if (!(length <= AT_ONCE_BYTES)) return seen;
  if (firstValue(seen.headers, "content-encoding") === undefined) {
    return { ...seen, body: new Uint8Array(await response.arrayBuffer()) };
  }
  return { ...seen, body: await readShort(response.body) };
}

/** The whole body if it is short, else what was read and the rest. */
async function readShort(stream: ReadableStream<Uint8Array>): Promise<Bytes | Chunks> {
  const reader = stream.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    chunks.push(read.value);
    length += read.value.length;
    if (length > UNFOLDED_BYTES) {
      reader.releaseLock();
      return bodyChunks(stream, chunks);
    }
  }
  return joinChunks(chunks);
}

function withoutFragment(url: string): string {
  const at = url.indexOf("#");
  return at === -1 ? url : url.slice(0, at);
}
