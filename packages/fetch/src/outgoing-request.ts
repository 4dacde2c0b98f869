import type { AbortSignalLike, HeaderList, HttpRequest } from "@rcache/core";
import type { CachedRequestInit } from "./fetch-types.ts";
import { hasLine, headerLines } from "./header-lines.ts";
import { isA } from "./platform-kinds.ts";
import { readRequest } from "./read-request.ts";
import { type RequestBody, requestBody } from "./request-body.ts";
import { baseUrl } from "./runtime.ts";

/** A request as data, and what of the caller's arguments is no data but has to reach the wrapped fetch. */
export interface OutgoingRequest {
  readonly request: HttpRequest;
  /** `init` without what `request` says: credentials, mode, keepalive, dispatcher and whatever else the runtime knows. */
  readonly rest: Readonly<Record<string, unknown>>;
  /** A body that is not read here. */
  readonly unread?: BodyInit | undefined;
  /** What the caller gave, if a `Request`; it may hold what cannot be asked of it. */
  readonly original?: Request;
}

const METHOD = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const UPPER_CASED = new Set(["DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT"]);
const FORBIDDEN = new Set(["CONNECT", "TRACE", "TRACK"]);
/** The values that a member may have without the platform being asked what it thinks of them. */
const USUAL: Readonly<Record<string, readonly unknown[]>> = {
  credentials: ["omit", "same-origin", "include"],
  duplex: ["half"],
  integrity: [""],
  keepalive: [true, false],
  mode: ["cors"],
  priority: ["high", "low", "auto"],
  redirect: ["follow", "manual", "error"],
  referrer: [],
  referrerPolicy: [
    ...["", "no-referrer", "no-referrer-when-downgrade", "same-origin", "origin", "strict-origin"],
    ...["origin-when-cross-origin", "strict-origin-when-cross-origin", "unsafe-url"],
  ],
  window: [null],
};

/**
 * Reads what `fetch` was given, at once unless a body has to be read for it.
 *
 * @param init its members read, by `readArguments`
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
  if (!(input instanceof Request)) return readPlainly(input, plain);
  return readRequest(init === undefined ? input : new Request(input, plain), plain);
}

/** `omit`, `include` and the default are three questions: nobody sees which cookies went along. */
function withCredentials(outgoing: OutgoingRequest): OutgoingRequest {
  const credentials = outgoing.rest["credentials"];
  if (credentials !== "omit" && credentials !== "include") return outgoing;
  if (credentials === usualCredentials()) return outgoing;
  return { ...outgoing, request: { ...outgoing.request, identity: `credentials ${credentials}` } };
}

let usual: RequestCredentials | undefined;

/** What a `Request` says where nobody has said anything: in Bun, which keeps no cookies, that is `include`. */
function usualCredentials(): RequestCredentials {
  usual ??= new Request("http://localhost/").credentials;
  return usual;
}

/** Without a `Request`, which costs more than the rest of a hit, where nothing unusual has to be shown to the platform. */
function readPlainly(input: string | URL, init: RequestInit): OutgoingRequest | Promise<OutgoingRequest> {
  const { method: givenMethod = "GET", headers: givenHeaders, body, redirect, signal, ...rest } = init;
  const headers = headerLines(givenHeaders);
  const method = normalMethod(givenMethod);
  const url = absoluteUrl(input);
  const mayHaveBody = method !== "GET" && method !== "HEAD";
  const isBodiless = body === undefined || body === null;
  const isPlain = method !== undefined && url !== undefined && isUsual(init) && (isBodiless || mayHaveBody);
  const { method: saidMethod, url: saidUrl } = isPlain
    ? { method, url }
    : platformReading(input, init, headers);
  const head = { method: saidMethod, url: saidUrl, redirect, signal: signal ?? undefined };
  if (isBodiless) return { request: { ...head, headers }, rest };
  const read = requestBody(body);
  return read instanceof Promise
    ? read.then((done) => withBody(head, headers, done, rest))
    : withBody(head, headers, read, rest);
}

/** What the platform makes of anything unusual; it refuses it with its own error. Neither fields nor body are given away: they may be read once only. */
function platformReading(
  input: string | URL,
  init: RequestInit,
  headers: HeaderList,
): Pick<Request, "method" | "url"> {
  const { headers: _, body, signal, ...said } = init;
  // The cast: the constructor only reads the list.
  const shown: RequestInit = { ...said, headers: headers as [string, string][] };
  if (body !== undefined && body !== null) shown.body = "";
  if (signal !== undefined && !isSignal(signal)) shown.signal = signal;
  return new Request(input, shown);
}

function isUsual(init: RequestInit): boolean {
  for (const [name, value] of Object.entries(init)) {
    if (Object.hasOwn(USUAL, name) && USUAL[name]?.includes(value) === false) return false;
  }
  const { signal } = init;
  return signal === undefined || signal === null || isSignal(signal);
}

/** Also another realm's, which the platform refuses: what it is handed is the engine's own. */
function isSignal(signal: unknown): boolean {
  return signal instanceof AbortSignal || isA(signal, "AbortSignal");
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
  if ("unread" in body) {
    const kind = body.isRepeatable ? "unread" : "streaming";
    return { request: { ...head, headers, body: kind }, rest, unread: body.unread };
  }
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
