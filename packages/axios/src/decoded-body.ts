import { type Bytes, type Chunks, RcacheError } from "@rcache/core";
import { builtinModule } from "./runtime.ts";

/** What is asked of `node:zlib`. */
interface Zlib {
  readonly constants: Readonly<Record<string, number>>;
  unzipSync(bytes: Uint8Array, options: object): Uint8Array;
  inflateRawSync(bytes: Uint8Array, options: object): Uint8Array;
  brotliDecompressSync(bytes: Uint8Array, options: object): Uint8Array;
  zstdDecompressSync?(bytes: Uint8Array, options: object): Uint8Array;
  createUnzip(options: object): object;
  createInflateRaw(options: object): object;
  createBrotliDecompress(options: object): object;
  createZstdDecompress?(options: object): object;
}

/** What is asked of `node:stream`. */
interface Streams {
  readonly Readable: { from(chunks: AsyncIterable<Uint8Array>, options: object): object };
  pipeline(source: object, through: object, done: () => void): unknown;
}

/** Content codings that axios' http adapter takes off, alone: of a list of them it takes none. */
const CODINGS = new Set(["gzip", "x-gzip", "compress", "x-compress", "deflate", "br", "zstd"]);

/** Whether axios' http adapter, and so whoever reads for it, takes this `Content-Encoding` off. */
export function canDecode(coding: string): boolean {
  return CODINGS.has(coding.toLowerCase());
}

/**
 * Takes off a content coding as axios' http adapter does: leniently towards an end that is missing.
 *
 * @param limitBytes ends the work before more than that is made
 * @throws what zlib throws, with its code
 */
export function decodedBytes(bytes: Bytes, coding: string, limitBytes: number): Bytes {
  const zlib = zlibFor(coding);
  const limit = Number.isFinite(limitBytes) ? { maxOutputLength: Math.max(1, limitBytes + 1) } : {};
  const options = { ...leniency(zlib, coding), ...limit };
  if (bytes.length === 0) return bytes;
  switch (coding.toLowerCase()) {
    case "br":
      return own(zlib.brotliDecompressSync(bytes, options));
    case "zstd":
      return own(zlib.zstdDecompressSync?.(bytes, options) ?? bytes);
    case "deflate":
      return own(isWrapped(bytes) ? zlib.unzipSync(bytes, options) : zlib.inflateRawSync(bytes, options));
    default:
      return own(zlib.unzipSync(bytes, options));
  }
}

/** The same, chunk by chunk. */
export async function* decodedChunks(chunks: Chunks, coding: string): Chunks {
  const iterator = chunks[Symbol.asyncIterator]();
  const first = await iterator.next();
  if (first.done) return;
  const whole = async function* (): AsyncGenerator<Uint8Array> {
    yield first.value;
    yield* { [Symbol.asyncIterator]: () => iterator };
  };
  // The cast: a module that is looked up at run time comes without a type.
  const { Readable, pipeline } = builtinModule("node:stream") as Streams;
  // The cast: zlib's streams are iterable.
  const through = decoder(zlibFor(coding), coding, first.value) as object & AsyncIterable<Uint8Array>;
  pipeline(Readable.from(whole(), { objectMode: false }), through, () => undefined);
  yield* through;
}

function decoder(zlib: Zlib, coding: string, first: Uint8Array): object {
  const options = leniency(zlib, coding);
  switch (coding.toLowerCase()) {
    case "br":
      return zlib.createBrotliDecompress(options);
    case "zstd":
      return zlib.createZstdDecompress?.(options) ?? unsupported(coding);
    case "deflate":
      return isWrapped(first) ? zlib.createUnzip(options) : zlib.createInflateRaw(options);
    default:
      return zlib.createUnzip(options);
  }
}

/** Servers disagree on whether `deflate` has the zlib wrapper; its first byte tells. */
function isWrapped(bytes: Uint8Array): boolean {
  return ((bytes[0] ?? 0) & 0x0f) === 8;
}

function leniency({ constants }: Zlib, coding: string): object {
  switch (coding.toLowerCase()) {
    case "br":
      return { flush: constants["BROTLI_OPERATION_FLUSH"], finishFlush: constants["BROTLI_OPERATION_FLUSH"] };
    case "zstd":
      return { flush: constants["ZSTD_e_flush"], finishFlush: constants["ZSTD_e_flush"] };
    default:
      return { flush: constants["Z_SYNC_FLUSH"], finishFlush: constants["Z_SYNC_FLUSH"] };
  }
}

function zlibFor(coding: string): Zlib {
  // The cast: a module that is looked up at run time comes without a type.
  const zlib = builtinModule("node:zlib") as Zlib | undefined;
  if (zlib === undefined || (coding === "zstd" && zlib.zstdDecompressSync === undefined))
    return unsupported(coding);
  return zlib;
}

function unsupported(coding: string): never {
  throw new RcacheError("RCACHE_UNSUPPORTED", `this runtime cannot undo Content-Encoding: ${coding}`, {
    remedy:
      "Another client stored the response in this content coding. Give all clients that share a store the same accept-encoding.",
  });
}

/** Of Node's buffers, small ones share their memory. */
function own(bytes: Uint8Array): Bytes {
  // The cast: zlib makes no shared memory.
  return new Uint8Array(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength);
}
