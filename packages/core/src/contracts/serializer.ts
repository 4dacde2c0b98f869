import type { Address, Entry } from "../entry/entry.ts";
import type { Awaitable, Chunks } from "../http/messages.ts";

/**
 * Flat JSON-like data that a document store keeps natively. It has no nested arrays, and the order of keys has no meaning. Headers are two
 * lists, `headerNames` and `headerValues`.
 */
export interface RecordDocument {
  readonly [field: string]: string | number | boolean | Uint8Array | readonly string[] | RecordDocument;
}

/** Why a stored value could not be read. Both are misses. `foreign` (another id, version or key): the value is left alone. `corrupt`: it is removed. */
export type RecordFault = "foreign" | "corrupt";

/**
 * Turns an entry into what a backend stores, and back. It handles data only: nothing stored selects code.
 *
 * - **S1** `decode(encode(entry))` is the entry, with every byte and every header line.
 * - **S2** A value with another id, version or address is `foreign` or `corrupt`, never another entry.
 * - **S3** `decode` does not throw, whatever its input.
 * - **S4** A value with a changed or missing byte is a fault, or the same entry.
 * - **S5** What `decode` returns belongs to the caller.
 */
export interface Serializer<V extends RecordDocument | Uint8Array = RecordDocument | Uint8Array> {
  /** Stored with each record. Change it when the format changes. */
  readonly id: string;
  /** What it writes. */
  readonly valueKind: "document" | "bytes";
  /** Loads what `encode` and `decode` need, so that they answer without a promise. It is called when the backend is opened, and may fail. */
  load?(): Awaitable<unknown>;
  /** Writes an entry. @param cacheName the cache that stores it, for serializers that bind values to one cache; a stage passes it on */
  encode(entry: Entry, at: Address, cacheName?: string): Awaitable<V>;
  /** Reads a value, or says why it cannot be read. */
  decode(
    value: V,
    at: Address,
    cacheName?: string,
  ): Awaitable<{ readonly entry: Entry } | { readonly fault: RecordFault }>;
  /**
   * How bodies outside the record are sealed. Without it, no bodies are stored there. `seekable`: sealing leaves every byte in its place,
   * so that a part can be read alone.
   */
  readonly body?: {
    readonly seekable: boolean;
    seal(chunks: Chunks, id: string): Chunks;
    open(chunks: Chunks, id: string): Chunks;
  };
}

/** Wraps a serializer of bytes, to compress, encrypt or sign. */
export type Stage = (inner: Serializer<Uint8Array>) => Serializer<Uint8Array>;
