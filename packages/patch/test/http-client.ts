import {
  type ClientRequest,
  request as httpRequest,
  type IncomingMessage,
  type RequestOptions,
} from "node:http";
import type { Bytes, CacheOutcome, Chunks, HandledResponse, HttpRequest } from "@rcache/core";

/** A response of `node:http`, with what the cache adds to it. */
export type MarkedMessage = IncomingMessage & { readonly fromCache?: boolean; readonly cache?: CacheOutcome };

/** One exchange of `node:http`, read to its end. */
export interface Exchange {
  readonly status: number;
  readonly body: string;
  readonly fromCache: boolean | undefined;
  readonly headers: IncomingMessage["headers"];
  readonly rawHeaders: readonly string[];
  readonly events: readonly string[];
}

const REQUEST_EVENTS = ["socket", "finish", "response", "timeout", "abort", "error", "close"] as const;
const RESPONSE_EVENTS = ["data", "aborted", "error", "end", "close"] as const;

/** Asks, reads all, and notes the events in their order; a run of one event is one. */
export function exchange(
  url: string,
  options: RequestOptions = {},
  body?: string | Uint8Array,
): Promise<Exchange> {
  return new Promise((resolve, reject) => {
    const events: string[] = [];
    const note = (event: string): void => {
      if (events.at(-1) !== event) events.push(event);
    };
    const request = httpRequest(url, options);
    for (const event of REQUEST_EVENTS) request.on(event, () => note(event));
    request.on("error", reject);
    const closed = new Promise<void>((done) => request.once("close", () => done()));
    request.on("response", (response: MarkedMessage) => {
      const chunks: Uint8Array[] = [];
      for (const event of RESPONSE_EVENTS) response.on(event, () => note(`response ${event}`));
      response.on("data", (chunk: Uint8Array) => chunks.push(chunk));
      response.on("error", reject);
      response.on("close", () => {
        const { statusCode: status = 0, headers, rawHeaders, fromCache } = response;
        // After everything that is told when both are closed.
        void closed.then(() =>
          setImmediate(() =>
            resolve({ status, body: String(Buffer.concat(chunks)), fromCache, headers, rawHeaders, events }),
          ),
        );
      });
    });
    request.end(body);
  });
}

/** The response alone, its body still to be read. */
export function responseTo(url: string, options: RequestOptions = {}): Promise<MarkedMessage> {
  return new Promise((resolve, reject) => {
    begin(url, options).on("response", resolve).on("error", reject);
  });
}

/** A request that has ended, and is waited for by nobody. */
export function begin(url: string, options: RequestOptions = {}): ClientRequest {
  const request = httpRequest(url, options);
  request.end();
  return request;
}

/** Follows redirects as clients of `node:http` do, and gives the last answer as data. */
export async function followed(asked: HttpRequest): Promise<HandledResponse> {
  const history: { url: string; status: number; headers: HandledResponse["headers"] }[] = [];
  let url = asked.url;
  let wasFetched = false;
  for (;;) {
    const response = await sent({ ...asked, url });
    const status = response.statusCode ?? 0;
    const headers = pairs(response.rawHeaders);
    const { location } = response.headers;
    wasFetched ||= response.fromCache === false;
    if (location === undefined || asked.redirect === "manual") {
      const cache = response.cache ?? outside();
      const told = wasFetched && cache.fromCache ? outside() : cache;
      const body = bodyOf(response, asked.method, status);
      return {
        status,
        statusText: response.statusMessage ?? "",
        url,
        headers,
        body,
        coding: "wire",
        history,
        cache: told,
      };
    }
    response.resume();
    history.push({ url, status, headers });
    url = new URL(location, url).href;
  }
}

function sent({ method, url, headers, body, signal }: HttpRequest): Promise<MarkedMessage> {
  return new Promise((resolve, reject) => {
    const options: RequestOptions = { method, headers: record(headers) };
    // The cast: the kit gives the platform's signals.
    if (signal !== undefined) options.signal = signal as AbortSignal;
    const request = httpRequest(url, options, resolve);
    request.on("error", reject);
    request.end(body instanceof Uint8Array ? body : undefined);
  });
}

function record(headers: HttpRequest["headers"]): Record<string, string[]> {
  const lines: Record<string, string[]> = {};
  for (const [name, value] of headers) lines[name] = [...(lines[name] ?? []), value];
  return lines;
}

function pairs(raw: readonly string[]): HandledResponse["headers"] {
  return raw.flatMap((name, at) => (at % 2 === 0 ? [[name, raw[at + 1] ?? ""] as const] : []));
}

function bodyOf(response: IncomingMessage, method: string, status: number): Bytes | Chunks | null {
  if (method !== "HEAD" && status !== 204 && status !== 304) return response;
  response.resume();
  return null;
}

function outside(): CacheOutcome {
  return {
    kind: "bypass",
    fromCache: false,
    reason: "disabled",
    revalidated: false,
    history: [],
    exchange: "",
  };
}

/** What `get` and `request` hand to their callback. */
export function responseBy(
  ask: (done: (response: MarkedMessage) => void) => unknown,
): Promise<MarkedMessage> {
  return new Promise((resolve) => {
    ask(resolve);
  });
}
