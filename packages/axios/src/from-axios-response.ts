import type { Awaitable, Bytes, Chunks, HeaderList, HttpRequest, HttpResponse } from "@rcache/core";
import type { AxiosResponse } from "axios";
import type { Below } from "./below.ts";
import { isNodeStream, nodeChunks, webChunks } from "./body-streams.ts";

/** Statuses whose responses have no body. */
const BODILESS = new Set([101, 103, 204, 205, 304]);

/** An axios response with the bytes as they came, as data for the cache. */
export async function fromAxiosResponse(
  response: AxiosResponse,
  asked: HttpRequest,
  below: Below,
): Promise<HttpResponse> {
  const { status, statusText } = response;
  const data: unknown = response.data;
  if (!below.showsHops) learn(below, data);
  const body = await givenBody(data);
  const isBodiless = asked.method === "HEAD" || BODILESS.has(status);
  if (isBodiless && isNodeStream(data)) data.resume();
  return {
    status,
    statusText,
    url: finalUrl(response, asked),
    headers: toHeaderLines(response),
    body: isBodiless ? null : body,
    // Only the http adapter leaves a content coding on, where it is asked to.
    coding: below.dialect === "http" ? "wire" : "decoded",
  };
}

/** The response that an error of axios' carries. */
export function responseIn(error: unknown): AxiosResponse | undefined {
  const response = member(error, "response");
  // The cast: what axios puts there is a response.
  return typeof response === "object" && response !== null ? (response as AxiosResponse) : undefined;
}

/** Header lines as they were sent where axios' response still has them, else as axios has joined them. */
export function toHeaderLines({ request, headers }: AxiosResponse): HeaderList {
  const raw = rawHeaders(request);
  const lines: [string, string][] = [];
  if (raw !== undefined) {
    for (let at = 0; at + 1 < raw.length; at += 2) lines.push([raw[at] ?? "", raw[at + 1] ?? ""]);
    return lines;
  }
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || value === null) continue;
    if (Array.isArray(value)) for (const line of value) lines.push([name, String(line)]);
    else lines.push([name, String(value)]);
  }
  return lines;
}

function rawHeaders(request: unknown): readonly string[] | undefined {
  const raw = member(member(request, "res"), "rawHeaders");
  // The cast: Node's own list of names and values in turn.
  return Array.isArray(raw) ? (raw as readonly string[]) : undefined;
}

/** Where the answer came from: follow-redirects and XMLHttpRequest tell. Never with userinfo or fragment. */
function finalUrl({ request }: AxiosResponse, asked: HttpRequest): string {
  const told = member(member(request, "res"), "responseUrl") ?? member(request, "responseURL");
  const given = typeof told === "string" && URL.canParse(told) ? told : asked.url;
  if (!/[@#]/.test(given)) return given;
  const url = new URL(given);
  url.username = "";
  url.password = "";
  url.hash = "";
  return url.href;
}

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

/** An adapter of the user's own may stand on any of axios': what it gives tells on which. */
function learn(below: Below, data: unknown): void {
  if (below.dialect === "xhr") return;
  if (data instanceof ArrayBuffer || data instanceof ReadableStream) below.dialect = "fetch";
  else if (ArrayBuffer.isView(data) || isNodeStream(data)) below.dialect = "http";
}

function givenBody(data: unknown): Awaitable<Bytes | Chunks | null> {
  if (data === undefined || data === null) return null;
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  if (ArrayBuffer.isView(data)) return ownView(data);
  if (isNodeStream(data)) return nodeChunks(data);
  if (data instanceof ReadableStream) return webChunks(data);
  if (data instanceof Blob) return data.arrayBuffer().then((buffer) => new Uint8Array(buffer));
  // What an adapter that answers by itself gives: transforms make of the text what the value was.
  return new TextEncoder().encode(typeof data === "string" ? data : JSON.stringify(data));
}

function ownView({ buffer, byteOffset, byteLength }: ArrayBufferView): Bytes {
  // The cast: what came over a connection is no shared memory.
  return new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
}
