import {
  type Awaitable,
  type Chunks,
  checkOptions,
  type OptionRules,
  RcacheError,
  type Serializer,
  type Stage,
} from "@rcache/core/backend";
import { damagedBody } from "./chunked.ts";
import type { Codec, CompressionFormat } from "./codec.ts";
import { webCodec } from "./web-codec.ts";
import { zlibCodec } from "./zlib-codec.ts";

/** The options of `compressed`. */
export interface CompressedOptions {
  /** The format. `br` and `zstd` need node:zlib (zstd: Node 22.15 or newer); gzip works everywhere. @default 'gzip' */
  format?: CompressionFormat;
  /**
   * A value that would become larger when it is decompressed is `corrupt`, so that someone who can write to the store cannot fill the
   * memory. Large bodies are decompressed in chunks, and are limited only if you set this option. In bytes. @default 64 MiB
   */
  maxInflatedBytes?: number;
}

const RAW = 0;
const PACKED = 1;
const FORMATS: readonly unknown[] = ["gzip", "br", "zstd"] satisfies CompressionFormat[];
const OPTION_RULES: OptionRules<CompressedOptions> = {
  format: { expected: `one of ${FORMATS.join(", ")}`, holds: (value) => FORMATS.includes(value) },
  maxInflatedBytes: {
    expected: "a whole number of bytes over 0",
    holds: (value) => Number.isSafeInteger(value) && Number(value) > 0,
  },
};
const MAX_INFLATED_BYTES = 64 * 1024 * 1024;
/** Nothing shorter becomes shorter by much. */
const WORTH_BYTES = 256;

/**
 * Compresses values if that makes them smaller, and large bodies as a stream; reading such a body cannot start in the middle. Put it before
 * `encrypted` and `signed`, because encrypted data does not compress.
 *
 * @throws RcacheError `RCACHE_INVALID_OPTION`, `RCACHE_UNKNOWN_OPTION`; `RCACHE_UNSUPPORTED` if the runtime lacks the format
 */
export function compressed(options: CompressedOptions = {}): Stage {
  checkOptions("compressed", options, OPTION_RULES);
  const { format = "gzip", maxInflatedBytes } = options;
  const codec = zlibCodec(format) ?? (format === "gzip" ? webCodec() : undefined);
  if (codec === undefined) {
    throw new RcacheError("RCACHE_UNSUPPORTED", `compressed: this runtime has no ${format}`, {
      remedy: format === "gzip" ? "Leave the stage out." : "Use the format 'gzip', or a newer runtime.",
    });
  }
  return (inner) => compressedSerializer(inner, format, codec, maxInflatedBytes);
}

function compressedSerializer(
  inner: Serializer<Uint8Array>,
  format: CompressionFormat,
  codec: Codec,
  limit: number | undefined,
): Serializer<Uint8Array> {
  const { body } = inner;
  const most = limit ?? MAX_INFLATED_BYTES;
  return {
    id: `${inner.id}+${format}`,
    valueKind: "bytes",
    encode: (entry, at, cacheName) =>
      andThen(inner.encode(entry, at, cacheName), (plain) => pack(plain, codec)),
    decode(value, at, cacheName) {
      const content = value.subarray(1);
      if (value[0] === RAW) return inner.decode(content, at, cacheName);
      if (value[0] !== PACKED) return { fault: "corrupt" };
      try {
        const plain = codec.inflate(content, most);
        if (!(plain instanceof Promise)) return inner.decode(plain, at, cacheName);
        return plain.then(
          (bytes) => inner.decode(bytes, at, cacheName),
          () => ({ fault: "corrupt" as const }),
        );
      } catch {
        // Damaged, or too long.
        return { fault: "corrupt" };
      }
    },
    ...(body && {
      body: {
        seekable: false,
        seal: (chunks, id) => codec.deflateStream(limited(body.seal(chunks, id), limit)),
        open: (chunks, id) => body.open(limited(inflated(chunks, codec), limit), id),
      },
    }),
  };
}

function pack(plain: Uint8Array, codec: Codec): Awaitable<Uint8Array> {
  if (plain.byteLength < WORTH_BYTES) return flagged(RAW, plain);
  return andThen(codec.deflate(plain), (packed) =>
    packed.byteLength < plain.byteLength ? flagged(PACKED, packed) : flagged(RAW, plain),
  );
}

function flagged(flag: number, content: Uint8Array): Uint8Array {
  const value = new Uint8Array(content.byteLength + 1);
  value[0] = flag;
  value.set(content, 1);
  return value;
}

/** What the codec throws says nothing to the reader of a body. */
async function* inflated(chunks: Chunks, codec: Codec): Chunks {
  let sourceFailed = false;
  const source = watched(chunks, () => {
    sourceFailed = true;
  });
  try {
    yield* codec.inflateStream(source);
  } catch (error) {
    throw sourceFailed ? error : damagedBody("it cannot be inflated");
  }
}

async function* watched(chunks: Chunks, onFailure: () => void): Chunks {
  try {
    yield* chunks;
  } catch (error) {
    onFailure();
    throw error;
  }
}

async function* limited(chunks: Chunks, most: number | undefined): Chunks {
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.byteLength;
    if (most !== undefined && length > most) throw damagedBody(`it is longer than ${most} bytes`);
    yield chunk;
  }
}

function andThen<T, U>(value: Awaitable<T>, use: (value: T) => Awaitable<U>): Awaitable<U> {
  return value instanceof Promise ? value.then(use) : use(value);
}
