import type { Bytes, Chunks } from "../../http/messages.ts";

/** A whole body in memory. */
export async function gathered(chunks: Chunks): Promise<Bytes> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    parts.push(chunk);
    length += chunk.length;
  }
  return joined(parts, length);
}

/** Chunks as one; a single one that has its memory to itself as it is. */
export function joined(chunks: readonly Uint8Array[], length: number): Bytes {
  const [first] = chunks;
  if (chunks.length === 1 && first !== undefined && hasOwnMemory(first)) return first;
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

function hasOwnMemory(chunk: Uint8Array): chunk is Bytes {
  const { buffer, byteLength } = chunk;
  const isWhole = buffer instanceof ArrayBuffer && buffer.byteLength === byteLength;
  return isWhole && chunk.constructor === Uint8Array;
}
