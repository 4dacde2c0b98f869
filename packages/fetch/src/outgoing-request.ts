import type { AbortSignalLike, HeaderList, HttpRequest } from "@rcache/core";
import type { CachedRequestInit } from "./fetch-types.ts";
import { hasLine, headerLines } from "./header-lines.ts";
import { readRequest } from "./read-request.ts";
import { type RequestBody, requestBody } from "./request-body.ts";
import { baseUrl } from "./runtime.ts";

/** A request as data, and what of the caller's arguments is no data but has to reach the wrapped fetch. */
export interface OutgoingRequest {
  readonly request: HttpRequest;
  /** `init` without what `request` says: credentials, mode, keepalive, dispatcher and whatever else the runtime knows. */
  readonly rest: Readonly<Record<string, unknown>>;
  /** A body that can be sent once only. */
  readonly streamed?: BodyInit | undefined;
  /** What the caller gave, if a `Request`; it may hold what cannot be asked of it. */
  readonly original?: Request;
}

const METHOD = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const UPPER_CASED = new Set(["DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT"]);
const FORBIDDEN = new Set(["CONNECT", "TRACE", "TRACK"]);
const REDIRECTS = new Set([undefined, "follow", "manual", "error"]);

/**
 * Reads what `fetch` was given, at once unless a body has to be read for it.
 *
 * @throws TypeError the runtime's own, for what its fetch would refuse
 */
export function outgoingRequest(
  input: string | URL | Request,
  init?: CachedRequestInit,
): OutgoingRequest | Promise<OutgoingRequest> {
  const read = readInput(input, init);
  return read instanceof Promise ? read.then(withCredentials) : withCredentials(read);
}

function readInput(
  input: string | URL | Request,
  init: CachedRequestInit | undefined,
): OutgoingRequest | Promise<OutgoingRequest> {
  const { rcache: _, cache: _mode, ...plain } = init ?? {};
  if (init instanceof Request) return readRequest(new Request(input, init), {});
  const quick = input instanceof Request ? undefined : readArguments(input, plain);
  if (quick !== undefined) return quick;
  if (input instanceof Request && init === undefined) return readRequest(input, {});
  // Anything unusual is left to the platform: it refuses it with its own error, or says how it understands it.
  return readRequest(new Request(input, plain), plain);
}

/** `omit`, `include` and the default are three questions: nobody sees which cookies went along. */
function withCredentials(outgoing: OutgoingRequest): OutgoingRequest {
  const credentials = outgoing.rest["credentials"];
  if (credentials !== "omit" && credentials !== "include") return outgoing;
  return { ...outgoing, request: { ...outgoing.request, identity: `credentials ${credentials}` } };
}

/** Without a `Request`, which costs more than the rest of a hit; undefined where something is not as usual. */
function readArguments(
  input: string | URL,
  init: RequestInit,
): OutgoingRequest | Promise<OutgoingRequest> | undefined {
  const { method: givenMethod = "GET", headers: givenHeaders, body, redirect, signal, ...rest } = init;
  const url = absoluteUrl(input);
  const method = normalMethod(givenMethod);
  if (url === undefined || method === undefined || !REDIRECTS.has(redirect)) return undefined;
  if (signal !== undefined && signal !== null && !(signal instanceof AbortSignal)) return undefined;
  const headers = headerLines(givenHeaders);
  const head = { method, url, redirect, signal: signal ?? undefined };
  if (body === undefined || body === null) return { request: { ...head, headers }, rest };
  if (method === "GET" || method === "HEAD") return undefined;
  const read = requestBody(body);
  return read instanceof Promise
    ? read.then((done) => withBody(head, headers, done, rest))
    : withBody(head, headers, read, rest);
}

interface RequestHead {
  readonly method: string;
  readonly url: string;
  readonly redirect: RequestRedirect | undefined;
  readonly signal: AbortSignalLike | undefined;
}

function withBody(
  head: RequestHead,
  headers: HeaderList,
  body: RequestBody,
  rest: Readonly<Record<string, unknown>>,
): OutgoingRequest {
  if ("streamed" in body)
    return { request: { ...head, headers, body: "streaming" }, rest, streamed: body.streamed };
  const typed: HeaderList =
    body.type === undefined || hasLine(headers, "content-type")
      ? headers
      : [...headers, ["content-type", body.type]];
  return { request: { ...head, headers: typed, body: body.bytes }, rest };
}

/** Absolute, without credentials; undefined where the platform has to say what is wrong with it. */
function absoluteUrl(input: unknown): string | undefined {
  if (!(typeof input === "string" || input instanceof URL)) return undefined;
  const url = URL.parse(String(input), baseUrl());
  return url === null || url.username !== "" || url.password !== "" ? undefined : url.href;
}

/** Six methods are known in any case; the others are what they are (Fetch, "normalize a method"). */
function normalMethod(method: unknown): string | undefined {
  if (typeof method !== "string" || !METHOD.test(method)) return undefined;
  const upper = method.toUpperCase();
  if (FORBIDDEN.has(upper)) return undefined;
  return UPPER_CASED.has(upper) ? upper : method;
}
