import type { Bytes, HeaderList, HttpRequest } from "@rcache/core";
import type { AgentLike, NodeRequest, RequestTarget } from "./client-request.ts";
import { requestIdentity } from "./request-identity.ts";

/** A request as data, and what of it belongs to the connection only. */
export interface AskedRequest extends Omit<HttpRequest, "signal"> {
  /** Every line as it goes on the wire. */
  readonly lines: HeaderList;
}

/** Fields of one connection, or of how the body is cut: none of them says what is asked. `Host` is part of the URL. */
const OF_THE_CONNECTION: ReadonlySet<string> = new Set([
  ...["host", "connection", "keep-alive", "proxy-connection", "proxy-authorization", "te", "trailer"],
  ...["transfer-encoding", "content-length", "expect"],
]);
const NO_LINES: HeaderList = Object.freeze([]);

/**
 * What a request asks, read from the head that it sends; undefined where it is none that a cache could answer (CONNECT, an upgrade, a
 * socket without a host, a target that is no path).
 */
export function askedRequest(
  request: NodeRequest,
  target: RequestTarget,
  agent: AgentLike | undefined,
): AskedRequest | undefined {
  const url = askedUrl(request, target);
  if (url === undefined) return undefined;
  const head = request._header;
  const lines = head === null || head === undefined ? openLines(request) : headLines(head);
  const headers: (readonly [string, string])[] = [];
  let strangeHost: string | undefined;
  for (const line of lines) {
    const name = line[0].toLowerCase();
    if (name === "upgrade") return undefined;
    if (name === "host") strangeHost = isSameHost(line[1], url) ? undefined : line[1].toLowerCase();
    else if (!OF_THE_CONNECTION.has(name)) headers.push(line);
  }
  return {
    method: request.method,
    url,
    headers: headers.length === 0 ? NO_LINES : headers,
    body: sentBody(request),
    redirect: "manual",
    identity: requestIdentity(target, agent, strangeHost),
    lines,
  };
}

/** The URL that is asked, as far as it is one. */
export function askedUrl(request: NodeRequest, target: RequestTarget): string | undefined {
  const { method, path } = request;
  if (method === "CONNECT" || (target.socketPath ?? request.socketPath)) return undefined;
  if (path.startsWith("/")) return `${request.protocol}//${authorityOf(request.protocol, target)}${path}`;
  return /^https?:\/\//i.test(path) ? path : undefined;
}

function authorityOf(protocol: string, { host = "localhost", port }: RequestTarget): string {
  const name = host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
  const isDefault = port === undefined || Number(port) === (protocol === "https:" ? 443 : 80);
  return isDefault ? name : `${name}:${port}`;
}

function isSameHost(host: string, url: string): boolean {
  const start = url.indexOf("//") + 2;
  const end = url.indexOf("/", start);
  const authority = end < 0 ? url.slice(start) : url.slice(start, end);
  if (authority === host) return true;
  const parsed = URL.parse(`${url.slice(0, start)}${host}/`);
  return parsed !== null && parsed.host === URL.parse(url)?.host;
}

function headLines(head: string): HeaderList {
  const lines: (readonly [string, string])[] = [];
  let at = head.indexOf("\r\n") + 2;
  for (let end = head.indexOf("\r\n", at); end > at; end = head.indexOf("\r\n", at)) {
    const colon = head.indexOf(":", at);
    lines.push([head.slice(at, colon), head.slice(colon + 1, end).trim()]);
    at = end + 2;
  }
  return lines;
}

/** What a request was sent with under a name, in lower case. Where its fields were given as they go on the wire, only its head holds them. */
export function sentField(request: NodeRequest, name: string): string | undefined {
  if (!request.hasHeader("host")) return headField(request._header ?? "", name);
  const value = request.getHeader(name);
  return value === undefined ? undefined : String(value);
}

function headField(head: string, name: string): string | undefined {
  const at = head.toLowerCase().indexOf(`\r\n${name}:`);
  if (at < 0) return undefined;
  const start = at + name.length + 3;
  return head.slice(start, head.indexOf("\r\n", start)).trim();
}

/** The fields of a request whose head is not rendered yet. */
function openLines(request: NodeRequest): HeaderList {
  return request.getRawHeaderNames().flatMap((name) => {
    const value = request.getHeader(name);
    const values = Array.isArray(value) ? value : [value];
    return values.map((each) => [name, String(each)] as const);
  });
}

/** A body that was given whole; one that arrives in pieces, or is cut in chunks, passes. */
function sentBody(request: NodeRequest): Bytes | "streaming" | undefined {
  if (!request.writableEnded) {
    const { method } = request;
    return method === "GET" || method === "HEAD" ? undefined : "streaming";
  }
  const head = request._header;
  if (head === null) return "streaming";
  const { outputData } = request;
  const [first] = outputData;
  if (outputData.length === 1 && first?.data.length === head.length) return undefined;
  if (/\r\ntransfer-encoding:/i.test(head)) return "streaming";
  const whole = Buffer.concat(outputData.map(({ data, encoding }) => asBytes(data, encoding)));
  // A body given as text goes out in one string with the head, and in one encoding.
  const isJoined = typeof first?.data === "string" && first.data.length > head.length;
  const body = whole.subarray(asBytes(head, isJoined ? first.encoding : "latin1").length);
  return body.length === 0 ? undefined : new Uint8Array(body);
}

function asBytes(data: string | Uint8Array, encoding: BufferEncoding | undefined): Uint8Array {
  return typeof data === "string" ? Buffer.from(data, encoding || "utf8") : data;
}
