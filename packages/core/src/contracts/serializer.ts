import type { Address, Entry } from "../entry/entry.ts";
import type { Awaitable, Chunks } from "../http/messages.ts";

/** Flat JSON-like data a document store keeps natively: no nested arrays, no meaning in the order of keys. Headers are two lists, `headerNames` and `headerValues`. */
export interface RecordDocument {
  readonly [field: string]: string | number | boolean | Uint8Array | readonly string[] | RecordDocument;
}

/** Why a stored value could not be read. Both are misses. `foreign` (another id, version or key) is left alone; `corrupt` is removed by revision. */
export type RecordFault = "foreign" | "corrupt";

/**
 * Turns an entry into what a backend keeps, and back. Data only: nothing stored chooses code.
 *
 * **S1** decode(encode(entry)) is the entry, every byte and every header line of it. **S2** A value of another id, version or address is
 * `foreign` or `corrupt`, never another entry. **S3** No input makes `decode` throw. **S4** A value with a byte changed or cut off is a fault,
 * or the same entry. **S5** What `decode` hands out is the caller's own.
 */
export interface Serializer<V extends RecordDocument | Uint8Array = RecordDocument | Uint8Array> {
  /** Written with each record. Change it when the format changes. */
  readonly id: string;
  readonly valueKind: "document" | "bytes";
  /** @param cacheName of the cache that stores it: whoever binds values to one cache needs it; a stage hands it on */
  encode(entry: Entry, at: Address, cacheName?: string): Awaitable<V>;
  decode(
    value: V,
    at: Address,
    cacheName?: string,
  ): Awaitable<{ readonly entry: Entry } | { readonly fault: RecordFault }>;
  /**
   * How bodies outside the record are sealed; without it, none are kept there. `seekable`: sealing keeps every byte at its place, so that a
   * part can be read by itself.
   */
  readonly body?: {
    readonly seekable: boolean;
    seal(chunks: Chunks, id: string): Chunks;
    open(chunks: Chunks, id: string): Chunks;
  };
}

/** Wraps a serializer of bytes: compressed, encrypted, signed. */
export type Stage = (inner: Serializer<Uint8Array>) => Serializer<Uint8Array>;
