import type { Chunks, HeaderList, HttpResponse } from "@rcache/core";
import { copiedChunks, StreamChunks } from "./body-chunks.ts";

/**
 * Converts a `Response`, of the platform or of a library such as node-fetch, to data. It reads nothing: the body is `null`, or chunks that
 * consume the response when you iterate them.
 *
 * `coding` is `'decoded'`, because fetch has undone the content coding. `Content-Encoding` and `Content-Length` still describe the bytes on
 * the wire, as in fetch. `Set-Cookie` appears as often as it was sent.
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

/**
 * A body as libraries have it: a stream of the web or of Node, or none to be seen, as with React Native's fetch. Its chunks are the reader's:
 * whoever made a response by hand may keep what it gave, and gets its own back as it was.
 */
function bodyOf(response: Response): Chunks | null {
  const body: ReadableStream<Uint8Array> | Chunks | null | undefined = response.body;
  if (body === null) return null;
  if (body === undefined) return wholeBody(response);
  if (!("getReader" in body))
    return copiedChunks({ [Symbol.asyncIterator]: () => body[Symbol.asyncIterator]() });
  const chunks = new StreamChunks(body, response);
  return response.type === "basic" || response.type === "cors" ? chunks : copiedChunks(chunks);
}

async function* wholeBody(response: Response): Chunks {
  yield new Uint8Array(await response.arrayBuffer());
}
