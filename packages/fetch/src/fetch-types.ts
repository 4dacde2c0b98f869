import type { CacheSource } from "@rcache/backends";
import type { CacheOutcome, Explanation, HttpCache, RequestOptions } from "@rcache/core";

/** Any function that is called like `fetch`. */
export type FetchLike = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** The options of `createCachedFetch` that concern fetch. */
export interface FetchSpecific {
  /** The function that asks the origin. @default `globalThis.fetch`, looked up at each call */
  fetch?: FetchLike;
  /**
   * Return a lightweight object with `Response.prototype` that creates a platform `Response` only when it must. It makes a hit several
   * times cheaper. Bun's and Deno's servers and calls such as `Response.prototype.text.call(x)` reject such an object. `'auto'`: on Node
   * only. @default 'auto'
   */
  lazyResponse?: boolean | "auto";
}

/** The options of `createCachedFetch`: those of a cache to open, or `cache` for one that is open. */
export type CachedFetchOptions = CacheSource & FetchSpecific;

/** `fetch`'s own `init`, and cache options for this request. */
export interface CachedRequestInit extends RequestInit {
  /** Cache options for this request. They are never sent. */
  rcache?: RequestOptions;
}

/** As {@link CachedRequestInit}, and where to look at the explanation. */
export interface ExplainedRequestInit extends RequestInit {
  /** Cache options for this request, and for its explanation. */
  rcache?: NonNullable<Parameters<HttpCache["explain"]>[1]>;
}

/** A `Response` that says how it came about. Its clones do, too. */
export type CachedResponse = Response & {
  /** Whether a stored response was used. */
  readonly fromCache: boolean;
  /** What happened, and why. */
  readonly cache: CacheOutcome;
};

/** A `fetch` with a cache. You can use it wherever the runtime's own `fetch` is expected. */
export type CachedFetch = Pick<typeof fetch, keyof typeof fetch> & {
  (input: string | URL | Request, init?: CachedRequestInit): Promise<CachedResponse>;
  /** The cache: its settings, its events, and what is stored. */
  readonly cache: HttpCache;
  /** Says what would happen to a request and why, without sending anything. */
  explain(input: string | URL | Request, init?: ExplainedRequestInit): Promise<Explanation>;
  /** Closes the cache, if this fetch opened it. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};
