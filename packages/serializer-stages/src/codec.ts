import type { Awaitable, Bytes, Chunks } from "@rcache/core/backend";

/** The formats of `compressed`. */
export type CompressionFormat = "gzip" | "br" | "zstd";

/** What a runtime can do for one format. */
export interface Codec {
  deflate(plain: Uint8Array): Awaitable<Uint8Array>;
  /** Rejects or throws where it would become longer than `most`, or is damaged. */
  inflate(packed: Uint8Array, most: number): Awaitable<Bytes>;
  deflateStream(chunks: Chunks): Chunks;
  inflateStream(chunks: Chunks): Chunks;
}
