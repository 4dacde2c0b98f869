import type { Bytes, Chunks } from "@rcache/core/backend";
import type { Codec, CompressionFormat } from "./codec.ts";
import { wholeZstdFrame } from "./zstd-frame.ts";

type Options = Readonly<Record<string, unknown>>;
type Sync = (bytes: Uint8Array, options: Options) => Uint8Array;
type Async = (
  bytes: Uint8Array,
  options: Options,
  done: (error: unknown, result: Uint8Array) => void,
) => void;

/** What is used of a Node stream. */
interface Transform extends AsyncIterable<Uint8Array> {
  write(chunk: Uint8Array, done: (error?: unknown) => void): unknown;
  end(): unknown;
  destroy(error?: unknown): unknown;
  on(event: "error", listener: () => void): unknown;
}

interface Runtime {
  readonly process?: {
    readonly getBuiltinModule?: (id: string) => Readonly<Record<string, unknown>> | undefined;
  };
}

/** What the event loop may wait for; larger ones go to another thread. */
const DEFLATED_AT_ONCE = 32_768;
const INFLATED_AT_ONCE = 262_144;
/** Of brotli: higher ones cost many times more than they save. */
const BROTLI_QUALITY = 4;

const NAMES: Readonly<Record<CompressionFormat, readonly [deflate: string, inflate: string]>> = {
  gzip: ["gzip", "gunzip"],
  br: ["brotliCompress", "brotliDecompress"],
  zstd: ["zstdCompress", "zstdDecompress"],
};

/** By node:zlib; undefined where the runtime has none, or an older one without the format. */
export function zlibCodec(format: CompressionFormat): Codec | undefined {
  const zlib = builtinZlib();
  if (zlib === undefined) return undefined;
  const [deflate, inflate] = NAMES[format];
  const stream = (name: string): string => `create${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const members = [deflate, `${deflate}Sync`, stream(deflate), inflate, `${inflate}Sync`, stream(inflate)];
  if (!members.every((name) => typeof zlib[name] === "function")) return undefined;
  const options = deflateOptions(format, zlib);
  // The casts: these members are functions, and node:zlib documents their signatures.
  const sync = (name: string): Sync => zlib[`${name}Sync`] as Sync;
  // The cast: as above.
  const async = (name: string): Async => zlib[name] as Async;
  const transform = (name: string): ((options: Options) => Transform) =>
    // The cast: as above.
    zlib[stream(name)] as (options: Options) => Transform;
  return {
    deflate: (plain) =>
      plain.byteLength <= DEFLATED_AT_ONCE
        ? sync(deflate)(plain, options)
        : promised(async(deflate), plain, options),
    inflate: (packed, most) => {
      const limited = { maxOutputLength: Math.min(most, 2 ** 31) };
      if (packed.byteLength <= INFLATED_AT_ONCE) return plainBytes(sync(inflate)(packed, limited));
      return promised(async(inflate), packed, limited).then(plainBytes);
    },
    deflateStream: (chunks) => through(chunks, () => transform(deflate)(options)),
    inflateStream: (chunks) =>
      through(format === "zstd" ? wholeZstdFrame(chunks) : chunks, () => transform(inflate)({})),
  };
}

function builtinZlib(): Readonly<Record<string, unknown>> | undefined {
  // The cast: other runtimes lack `process`, and browsers' types with it.
  const runtime = globalThis as Runtime;
  try {
    return runtime.process?.getBuiltinModule?.("node:zlib");
  } catch {
    // A runtime that denies access to the module: the web's own streams serve.
    return undefined;
  }
}

function deflateOptions(format: CompressionFormat, zlib: Readonly<Record<string, unknown>>): Options {
  if (format !== "br") return {};
  // The cast: node:zlib documents its constants as numbers.
  const constants = zlib["constants"] as Readonly<Record<string, number>> | undefined;
  const quality = constants?.["BROTLI_PARAM_QUALITY"];
  return quality === undefined ? {} : { params: { [quality]: BROTLI_QUALITY } };
}

function promised(run: Async, bytes: Uint8Array, options: Options): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    // The callback has an error or a result.
    run(bytes, options, (error, result) => (error ? reject(error) : resolve(result)));
  });
}

/** A Buffer is a Uint8Array whose `slice` copies nothing: whoever takes it for one would share bytes. */
function plainBytes(buffer: Uint8Array): Bytes {
  return new Uint8Array(buffer);
}

/** Written as fast as it is read: nothing but a few blocks waits in between. */
async function* through(chunks: Chunks, make: () => Transform): Chunks {
  const transform = make();
  // Told to the reader below; without a listener it would end the process.
  transform.on("error", () => undefined);
  const writing = (async () => {
    try {
      for await (const chunk of chunks) await written(transform, chunk);
      transform.end();
    } catch (error) {
      transform.destroy(error);
    }
  })();
  try {
    for await (const block of transform) yield plainBytes(block);
    await writing;
  } finally {
    transform.destroy();
  }
}

function written(transform: Transform, chunk: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    transform.write(chunk, (error) => (error ? reject(error) : resolve()));
  });
}
