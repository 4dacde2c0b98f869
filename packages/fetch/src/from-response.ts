import type { Chunks, HeaderList, HttpResponse } from "@rcache/core";
import { bodyChunks } from "./body-chunks.ts";

/**
 * A `Response` as data, the platform's or that of a library with a fetch of its own. Reads nothing: the body is `null`, or chunks that use
 * the response up when they are iterated.
 *
 * `coding` is `'decoded'`: fetch has undone the content coding, although `Content-Encoding` and `Content-Length` still say what was on
 * the wire. They are kept, as fetch keeps them. `Set-Cookie` stands as often as it was sent.
 */
export function fromResponse(response: Response): HttpResponse {
  return {
    status: response.status,
    statusText: response.statusText,
    url: response.url,
    headers: linesOf(response.headers),
    body: bodyOf(response),
    coding: "decoded",
  };
}

/** What node-fetch's `Headers` has for lines that its iteration joins. */
interface RawHeaders {
  raw?(): Readonly<Record<string, readonly string[]>>;
}

function linesOf(headers: Headers & RawHeaders): HeaderList {
  const raw = headers.raw?.();
  if (raw === undefined) return [...headers];
  return Object.entries(raw).flatMap(([name, values]) => values.map((value) => [name, value] as const));
}

/** A body as libraries have it: a stream of the web or of Node, or none to be seen, as with React Native's fetch. */
function bodyOf(response: Response): Chunks | null {
  const body: ReadableStream<Uint8Array> | Chunks | null | undefined = response.body;
  if (body === null) return null;
  if (body === undefined) return wholeBody(response);
  return "getReader" in body
    ? bodyChunks(body, response)
    : { [Symbol.asyncIterator]: () => body[Symbol.asyncIterator]() };
}

async function* wholeBody(response: Response): Chunks {
  yield new Uint8Array(await response.arrayBuffer());
}
