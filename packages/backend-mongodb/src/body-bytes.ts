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
  /**
   * Reads from a byte to the end; `bytes` is the whole length. undefined where bytes are missing, as far as can be told without reading them.
   * Chunks throw `RCACHE_BODY_CORRUPT` (`corruptBody` of core) where bytes turn out to be missing.
   */
  open(id: string, fromByte: number, bytes: number): Promise<Chunks | undefined>;
  /** Removes a body, also one that is only partly there, or not at all. */
  remove(id: string): Promise<void>;
  /** Removes all of this cache. */
  clear(): Promise<void>;
}

/** Called when the backend is opened, with its database and what the names of its collections begin with. */
export type OpenBodyBytes = (db: Db, prefix: string) => Awaitable<BodyBytes>;
