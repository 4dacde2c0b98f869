import type { HttpResponse } from "@rcache/core";
import { bodyChunks } from "./body-chunks.ts";

/**
 * A `Response` as data. Reads nothing: the body is `null`, or chunks that use the response up when they are iterated.
 *
 * `coding` is `'decoded'`: fetch has undone the content coding, although `Content-Encoding` and `Content-Length` still say what was on
 * the wire. They are kept, as fetch keeps them. `Set-Cookie` stands as often as it was sent.
 */
export function fromResponse(response: Response): HttpResponse {
  return {
    status: response.status,
    statusText: response.statusText,
    url: response.url,
    headers: [...response.headers],
    body: response.body === null ? null : bodyChunks(response.body, response),
    coding: "decoded",
  };
}
