import type { Awaitable, Chunks } from "@rcache/core/backend";
import type { Db } from "mongodb";

/** One body's bytes being written, chunk after chunk. A chunk is the caller's again as soon as `write` settles. */
export interface BytesWriter {
  write(chunk: Uint8Array): Promise<void>;
  end(): Promise<void>;
  /** Nothing of it remains. */
  abort(): Promise<void>;
}

/** Keeps the bytes of large bodies, and nothing else: which of them are whole, whose they are and when they go is the backend's to know. */
export interface BodyBytes {
  /** Begins a body. The id is unique. */
  write(id: string): BytesWriter;
  /** Whether all bytes are there, as far as can be told without reading them. */
  isWhole(id: string, bytes: number): Promise<boolean>;
  /** Reads from a byte to the end; throws `RCACHE_BODY_CORRUPT` (`corruptBody` of core) where bytes are missing. `bytes` is the whole length. */
  read(id: string, fromByte: number, bytes: number): Chunks;
  /** Removes a body, also one that is only partly there, or not at all. */
  remove(id: string): Promise<void>;
  /** Removes all of this cache. */
  clear(): Promise<void>;
}

/** Called when the backend is opened, with its database and what the names of its collections begin with. */
export type OpenBodyBytes = (db: Db, prefix: string) => Awaitable<BodyBytes>;
