import type { Bytes, Chunks } from "@rcache/core/backend";
import { joinedBytes, ownBytes } from "./bytes.ts";
import type { Codec } from "./codec.ts";

/** gzip by the web's own streams; undefined where the runtime has none. */
export function webCodec(): Codec | undefined {
  if (typeof CompressionStream === "undefined" || typeof DecompressionStream === "undefined")
    return undefined;
  const deflateStream = (chunks: Chunks): Chunks => through(chunks, new CompressionStream("gzip"));
  const inflateStream = (chunks: Chunks): Chunks => through(chunks, new DecompressionStream("gzip"));
  return {
    deflate: (plain) => collected(deflateStream(once(plain)), Number.POSITIVE_INFINITY),
    inflate: (packed, most) => collected(inflateStream(once(packed)), most),
    deflateStream,
    inflateStream,
  };
}

async function* once(bytes: Uint8Array): Chunks {
  yield bytes;
}

async function collected(chunks: Chunks, most: number): Promise<Bytes> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.byteLength;
    if (length > most) throw new RangeError(`it becomes longer than ${most} bytes`);
    parts.push(chunk);
  }
  return joinedBytes(parts);
}

async function* through(chunks: Chunks, transform: CompressionStream | DecompressionStream): Chunks {
  const writer = transform.writable.getWriter();
  const reader = transform.readable.getReader();
  const writing = (async () => {
    try {
      for await (const chunk of chunks) await writer.write(ownBytes(chunk));
      await writer.close();
    } catch (error) {
      // What is wrong with the bytes is told to the reader too; what is wrong with their source only here.
      await writer.abort(error).catch(() => undefined);
    }
  })();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
    await writing;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
