/** A store that is filled, read and emptied. */
export interface Grower {
  /** Stores an answer of 200 B under each URL. */
  fill(urls: readonly string[]): Promise<void>;
  /** Reads one and gives the length of its body. */
  read(url: string): Promise<number>;
  /** Walks over what is stored; gives how much that is. */
  scan?(): Promise<number>;
  /** The same by the cache's own method, which decodes each. */
  walk?(): Promise<number>;
  /** Looks for one answer and nothing else: while it is purged, others do. */
  look?(url: string): Promise<unknown>;
  /** Makes everything expire and removes it; gives how many went. */
  purge(): Promise<number>;
  /** Deletes what is stored under a pattern of URLs; gives how many went. */
  removeUnder?(pattern: string): Promise<number>;
  clear?(): Promise<void>;
  close(): Promise<void>;
}

/** Length of each body. */
export const GROWN_BYTES = 200;

/** Of each answer; about what an API sends. */
export const GROWN_HEADERS: Readonly<Record<string, string>> = {
  "content-type": "application/octet-stream",
  "content-length": String(GROWN_BYTES),
  "cache-control": "public, max-age=3600",
  etag: '"bench"',
  "last-modified": "Wed, 01 Jan 2025 00:00:00 GMT",
  "x-request-id": "0123456789abcdef0123456789abcdef",
};
