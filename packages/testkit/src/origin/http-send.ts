import type { ClientRequest, IncomingMessage } from "node:http";
import type { HttpRequest, HttpResponse, Send } from "@rcache/core";

/**
 * A plain `Send` over node:http, with its own connection: one exchange, redirects not followed, bodies as on the wire and in chunks. Node,
 * Bun and Deno only.
 */
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

function answered(request: HttpRequest, opened: (sent: ClientRequest) => void): Promise<IncomingMessage> {
  // Not imported: the rest of the kit also runs where there is no node:http.
  const { request: httpRequest } = process.getBuiltinModule("node:http");
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
