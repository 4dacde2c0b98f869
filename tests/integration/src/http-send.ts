import { type ClientRequest, request as httpRequest, type IncomingMessage } from "node:http";
import type { HttpRequest, HttpResponse, Send } from "@rcache/core";

/** A plain `Send` over node:http: one exchange, bodies as on the wire and chunk by chunk. */
export const httpSend: Send = async (request, { signal }) => {
  const response = await answered(request, (sent) => {
    const abort = (): void => {
      sent.destroy(new Error("aborted by the engine"));
    };
    if (signal?.aborted === true) abort();
    signal?.addEventListener("abort", abort);
    sent.once("close", () => signal?.removeEventListener("abort", abort));
  });
  return toResponse(request, response);
};

/** The same, with bodies that were read to their end. */
export const wholeSend: Send = async (request, context) => {
  const response = await httpSend(request, context);
  if (response.body === null || response.body instanceof Uint8Array) return response;
  const parts: Uint8Array[] = [];
  for await (const chunk of response.body) parts.push(chunk);
  return { ...response, body: new Uint8Array(Buffer.concat(parts)) };
};

function answered(request: HttpRequest, opened: (sent: ClientRequest) => void): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = request.headers.flat();
    const { host } = new URL(request.url);
    const body = request.body instanceof Uint8Array ? request.body : undefined;
    const length = body === undefined ? [] : ["Content-Length", String(body.length)];
    const sent = httpRequest(request.url, {
      method: request.method,
      headers: ["Host", host, ...length, ...headers],
      agent: false,
    });
    sent.on("response", resolve).on("error", reject);
    opened(sent);
    sent.end(body);
  });
}

function toResponse(request: HttpRequest, response: IncomingMessage): HttpResponse {
  const headers: (readonly [string, string])[] = [];
  for (let i = 0; i + 1 < response.rawHeaders.length; i += 2)
    headers.push([response.rawHeaders[i] ?? "", response.rawHeaders[i + 1] ?? ""]);
  const status = response.statusCode ?? 0;
  const hasBody = request.method !== "HEAD" && status !== 204 && status !== 304;
  if (!hasBody) response.resume();
  return {
    status,
    statusText: response.statusMessage ?? "",
    url: request.url,
    headers,
    body: hasBody ? response : null,
    coding: "wire",
  };
}
