import type { Bytes, Chunks, HttpResponse } from "../../http/messages.ts";
import { letGo } from "./chunks.ts";

/**
 * Reads a body to its end for what happens on the way; nobody wants the bytes.
 *
 * @param onChunk is called for each piece that arrives
 */
export async function drained(body: Bytes | Chunks | null, onChunk?: () => void): Promise<void> {
  if (body === null || body instanceof Uint8Array) return;
  const chunks = body[Symbol.asyncIterator]();
  for (let result = await chunks.next(); !result.done; result = await chunks.next()) onChunk?.();
}

/** The same, but a body that is longer than that is left. */
export async function drainedUpTo(body: Bytes | Chunks | null, mostBytes: number): Promise<void> {
  if (body === null || body instanceof Uint8Array) return;
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > mostBytes) return;
  }
}

/** Ends a body that nobody will read, so that its connection is free again. Nobody waits for that: it may hang. */
export function discard({ body }: Pick<HttpResponse, "body">): void {
  if (body !== null && !(body instanceof Uint8Array)) letGo(body);
}
