import {
  type ClientRequest,
  request as httpRequest,
  type IncomingMessage,
  type RequestOptions,
} from "node:http";
import { request as httpsRequest } from "node:https";
import type { AbortSignalLike, HttpRequest, HttpResponse } from "@rcache/core";
import type { AskedRequest } from "./asked-request.ts";
import type { AgentLike, NodeRequest, RequestTarget } from "./client-request.ts";
import { pairsOf } from "./raw-pairs.ts";

/** How a caller's request was made, so that the cache can make one like it. */
export interface CallerRequest {
  readonly request: NodeRequest;
  readonly target: RequestTarget;
  readonly agent: AgentLike | undefined;
  readonly asked: AskedRequest;
}

/** What belongs to the caller's own request alone. */
const OF_THE_CALLER = ["timeout", "signal", "createConnection", "_defaultAgent"] as const;

/** Asks the origin by a request of the cache's own: to validate, to refresh, and where the caller's own request has been spent. */
export function sendAnew(
  caller: CallerRequest,
  asked: HttpRequest,
  signal: AbortSignalLike | undefined,
): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    const request = newRequest(caller, asked);
    const leave = (): void => void request.destroy(asError(signal?.reason));
    if (signal?.aborted) leave();
    else signal?.addEventListener("abort", leave);
    request.once("close", () => signal?.removeEventListener("abort", leave));
    request.once("error", reject);
    request.once("response", (response) => resolve(asAnswer(response, asked)));
    request.end(asked.body instanceof Uint8Array ? asked.body : undefined);
  });
}

function newRequest(
  { request, target, agent, asked: original }: CallerRequest,
  asked: HttpRequest,
): ClientRequest {
  const options: Record<string, unknown> = { ...target };
  for (const name of OF_THE_CALLER) delete options[name];
  // Where a proxy is asked, the path is the whole URL; it is the caller's own either way, unless a redirect has led elsewhere.
  const headers = withConditions(original, asked).flat();
  const made = { ...options, agent, method: asked.method, path: request.path, headers };
  const ask = request.protocol === "https:" ? httpsRequest : httpRequest;
  // The cast: what Node itself handed to the agent is what it takes.
  return ask(made as RequestOptions);
}

/** Every line of the caller's, `Host` and those of the connection too, with what the cache has added or taken away. */
function withConditions({ lines, headers }: AskedRequest, asked: HttpRequest): (readonly [string, string])[] {
  const passed = new Set(headers);
  return [...lines.filter((line) => !passed.has(line)), ...asked.headers];
}

function asAnswer(response: IncomingMessage, asked: HttpRequest): HttpResponse {
  const status = response.statusCode ?? 0;
  const isBodiless = asked.method === "HEAD" || status === 204 || status === 304;
  if (isBodiless) response.resume();
  return {
    status,
    statusText: response.statusMessage ?? "",
    url: asked.url,
    headers: pairsOf(response.rawHeaders),
    body: isBodiless ? null : response,
    coding: "wire",
  };
}

function asError(reason: unknown): Error | undefined {
  return reason instanceof Error ? reason : undefined;
}
