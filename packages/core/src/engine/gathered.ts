import type { Bytes, Chunks } from "../http/messages.ts";
import { joined } from "./answer-sink.ts";

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
