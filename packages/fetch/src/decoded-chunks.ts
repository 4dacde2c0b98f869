import { type Bytes, type Chunks, RcacheError } from "@rcache/core";
import { chunkStream, StreamChunks } from "./body-chunks.ts";
import { builtinModule } from "./runtime.ts";

/** What `node:zlib` and `node:stream` are asked for where the platform cannot unfold a coding. */
interface NodeZlib {
  createBrotliDecompress(): object;
  createZstdDecompress?(): object;
}
interface NodeStream {
  Duplex: { toWeb(duplex: object): ReadableWritablePair<Uint8Array, Uint8Array> };
}

/**
 * Undoes content codings, the last applied first, as fetch does for what it receives itself.
 *
 * Another client may have stored an answer as it was on the wire. A coding that fetch does not know leaves the bytes as they are.
 *
 * @param codings the value of `Content-Encoding`
 */
export function decodedChunks(body: Bytes | Chunks, codings: string): Chunks {
  let chunks = body instanceof Uint8Array ? oneChunk(body) : body;
  for (const coding of codings.toLowerCase().split(",").reverse())
    chunks = withoutCoding(chunks, coding.trim());
  return chunks;
}

function withoutCoding(chunks: Chunks, coding: string): Chunks {
  if (coding === "gzip" || coding === "x-gzip") return through(chunks, new DecompressionStream("gzip"));
  if (coding === "deflate") return inflated(chunks);
  if (coding === "br" || coding === "zstd") return through(chunks, nodeDecompressor(coding));
  return chunks;
}

function through(chunks: Chunks, pair: ReadableWritablePair<Uint8Array, BufferSource>): Chunks {
  return new StreamChunks(chunkStream(chunks).pipeThrough(pair));
}

/** Servers disagree on whether `deflate` has the zlib wrapper; its first byte tells. */
async function* inflated(chunks: Chunks): Chunks {
  const iterator = chunks[Symbol.asyncIterator]();
  const first = await iterator.next();
  if (first.done === true) return;
  const isWrapped = ((first.value[0] ?? 0) & 0x0f) === 8;
  const whole = async function* (): Chunks {
    yield first.value;
    yield* { [Symbol.asyncIterator]: () => iterator };
  };
  yield* through(whole(), new DecompressionStream(isWrapped ? "deflate" : "deflate-raw"));
}

function nodeDecompressor(coding: "br" | "zstd"): ReadableWritablePair<Uint8Array, BufferSource> {
  // The cast: a module that is looked up at run time comes without a type.
  const zlib = builtinModule("node:zlib") as NodeZlib | undefined;
  // The cast: as above.
  const stream = builtinModule("node:stream") as NodeStream | undefined;
  const made = coding === "br" ? zlib?.createBrotliDecompress() : zlib?.createZstdDecompress?.();
  if (made === undefined || stream === undefined) throw cannotDecode(coding);
  // The cast: what is written is a chunk's own buffer, never another kind of source.
  return stream.Duplex.toWeb(made) as ReadableWritablePair<Uint8Array, BufferSource>;
}

async function* oneChunk(bytes: Bytes): Chunks {
  yield bytes;
}

function cannotDecode(coding: string): RcacheError {
  return new RcacheError("RCACHE_UNSUPPORTED", `this runtime cannot undo Content-Encoding: ${coding}`, {
    remedy:
      "Another client stored the response in this content coding. Give all clients that share a store the same accept-encoding.",
  });
}
