import type { Readable } from "./fetch-client.ts";

const HEAD_BYTES = 400;
/** Of every answer that a limit gives. */
export const keptHeaders = {
  "content-type": "application/octet-stream",
  "cache-control": "public, max-age=3600",
  etag: '"bench"',
  "last-modified": "Wed, 01 Jan 2025 00:00:00 GMT",
  "accept-ranges": "bytes",
  "x-request-id": "0123456789abcdef0123456789abcdef",
  server: "bench",
  connection: "keep-alive",
};

/** What a limit keeps of an answer: its body after as many bytes as its headers take, in one piece. */
export function keptAnswer(body: ArrayBuffer): Buffer {
  return Buffer.concat([Buffer.alloc(HEAD_BYTES), Buffer.from(body)]);
}

/** The Response of what was kept: the headers are made, not read. */
export function keptResponse(kept: Uint8Array): Response {
  return responseOf(kept.subarray(HEAD_BYTES));
}

/** What is left without a Response: a copy of the body, which is the caller's. */
export function keptBody(kept: Uint8Array): Readable {
  return {
    arrayBuffer: async () => new Uint8Array(kept.subarray(HEAD_BYTES)).buffer,
    body: null,
  };
}

/** The same of a body alone. */
export function responseOf(body: Uint8Array): Response {
  // The cast: drivers' bytes are over ordinary memory, which their types leave open.
  return new Response(body as Uint8Array<ArrayBuffer>, { headers: keptHeaders });
}
