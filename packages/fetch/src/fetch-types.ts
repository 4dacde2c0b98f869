import type { CacheSource } from "@rcache/backends";
import type { CacheOutcome, Explanation, HttpCache, RequestOptions } from "@rcache/core";

/** Anything called as `fetch` is. */
export type FetchLike = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** What concerns fetch alone. */
export interface FetchSpecific {
  /** Asks the origin. @default `globalThis.fetch`, as it is at each call */
  fetch?: FetchLike;
  /**
   * Answer with an object that has `Response.prototype` and builds a platform `Response` only for what needs one. `'auto'`: on Node,
   * where it makes a hit several times cheaper; Bun's and Deno's servers, and `Response.prototype.text.call(x)`, refuse such an object.
   * @default 'auto'
   */
  lazyResponse?: boolean | "auto";
}

/** What `createCachedFetch` takes: the options of a cache to open, or one that is open. */
export type CachedFetchOptions = CacheSource & FetchSpecific;

/** `fetch`'s own `init`, and the options of this one request. They are never sent. */
export interface CachedRequestInit extends RequestInit {
  rcache?: RequestOptions;
}

/** A `Response` that knows how it came about; so do its clones. */
export type CachedResponse = Response & {
  /** Whether a stored answer was used. */
  readonly fromCache: boolean;
  /** What happened, and why. */
  readonly cache: CacheOutcome;
};

/** A `fetch` that remembers. It may stand wherever the runtime's own may. */
export type CachedFetch = Pick<typeof fetch, keyof typeof fetch> & {
  (input: string | URL | Request, init?: CachedRequestInit): Promise<CachedResponse>;
  /** The cache behind it: its settings, its events, what is stored. */
  readonly cache: HttpCache;
  /** What would happen to a request and why, without sending anything. */
  explain(input: string | URL | Request, init?: CachedRequestInit): Promise<Explanation>;
  /** Closes the cache, if this fetch opened it. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};
