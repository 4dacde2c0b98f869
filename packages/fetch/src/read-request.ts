import type { Bytes, HttpRequest } from "@rcache/core";
import { joinChunks } from "./body-chunks.ts";
import type { OutgoingRequest } from "./outgoing-request.ts";
import { READ_LIMIT_BYTES } from "./request-body.ts";

/** What a `Request` says that is no data of HTTP. */
const MEMBERS = ["credentials", "mode", "referrer", "referrerPolicy", "integrity", "keepalive"] as const;

/**
 * Reads a `Request` object. Its body is read up to a limit, because a key may need it; as fetch does, that uses the object up.
 *
 * @param given what the caller gave beside it; it may hold names of which no platform object tells
 */
export function readRequest(
  request: Request,
  given: Readonly<Record<string, unknown>>,
): OutgoingRequest | Promise<OutgoingRequest> {
  const head: HttpRequest = {
    method: request.method,
    url: request.url,
    headers: [...request.headers],
    redirect: request.redirect,
    signal: request.signal,
  };
  const rest = { ...members(request), ...beyondRequest(given) };
  if (request.body === null || request.method === "GET" || request.method === "HEAD") {
    return { request: head, rest, original: request };
  }
  return withBody(request, head, rest);
}

async function withBody(
  request: Request,
  head: HttpRequest,
  rest: Readonly<Record<string, unknown>>,
): Promise<OutgoingRequest> {
  // The copy keeps the length and the source of a body that is too large to be read here.
  const spare = request.clone();
  const bytes = await readUpTo(request, READ_LIMIT_BYTES);
  if (bytes === undefined) return { request: { ...head, body: "streaming" }, rest, original: spare };
  return { request: bytes.length === 0 ? head : { ...head, body: bytes }, rest, original: request };
}

/** The whole body, or undefined where it is longer. */
async function readUpTo(request: Request, limitBytes: number): Promise<Bytes | undefined> {
  // Firefox does not show a request's body as a stream.
  if (!request.body) return new Uint8Array(await request.arrayBuffer());
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = request.body.getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    chunks.push(read.value);
    length += read.value.length;
    if (length > limitBytes) {
      reader.cancel().catch(() => undefined);
      return undefined;
    }
  }
  return joinChunks(chunks);
}

function members(request: Request): Record<string, unknown> {
  const said: Record<string, unknown> = {};
  for (const name of MEMBERS) {
    const value = request[name];
    // Empty means unsaid, but for the referrer, where it means none. A navigation's own mode cannot be asked for.
    if (value !== undefined && (value !== "" || name === "referrer") && value !== "navigate")
      said[name] = value;
  }
  return said;
}

/** What the runtime's own fetch understands beside the standard: a dispatcher, a proxy, a priority. */
function beyondRequest(given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { method: _m, headers: _h, body: _b, redirect: _r, signal: _s, ...beyond } = given;
  return beyond;
}
