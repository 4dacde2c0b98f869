import type { Bytes, Chunks } from "../http/messages.ts";

/** Reads a body to its end for what happens on the way; nobody wants the bytes. */
export async function drained(body: Bytes | Chunks | null): Promise<void> {
  if (body === null || body instanceof Uint8Array) return;
  const chunks = body[Symbol.asyncIterator]();
  for (let result = await chunks.next(); !result.done; ) result = await chunks.next();
}
