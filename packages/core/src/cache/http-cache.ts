import type { Backend } from "../contracts/backend.ts";
import type { CacheEvent } from "../contracts/events.ts";
import type { Send } from "../contracts/send.ts";
import type { AbortSignalLike, Bytes, HeaderList, HttpRequest, HttpResponse } from "../http/messages.ts";
import type { Bypass, CacheInfo, Explanation, HandledResponse } from "../policy/outcome.ts";
import type { Duration, Expiration } from "../settings/duration.ts";
import type { CacheSettings, RequestOptions, UrlPattern } from "../settings/settings.ts";

/** Names a request: a URL, as text or as a `URL`, means GET. */
export type RequestInput =
  | string
  | { readonly href: string }
  | HttpRequest
  | { readonly url: string; readonly method?: string; readonly headers?: unknown };

/**
 * Which entries. Conditions are joined by "or", as in requests-cache, except `host`, which narrows the others.
 * None given: all, but for `delete`, which then removes nothing.
 */
export interface EntryFilter {
  keys?: readonly string[];
  requests?: readonly RequestInput[];
  /** A whole URL, scheme included, means that resource; anything else is a pattern, and so is one with a `*` in it that is not stored as it stands. */
  urls?: readonly UrlPattern[];
  /** With its port, where the URL has one. */
  host?: string;
  tags?: readonly string[];
  /** true: expired ones; false: fresh ones. */
  expired?: boolean;
  /** That cannot be read. */
  invalid?: boolean;
  olderThan?: Duration | Date;
}

export interface CacheStats {
  readonly entries: number;
  readonly bytes: number;
  /** Since the cache was created, in this process. */
  readonly hits: number;
  readonly misses: number;
}

/** One stored answer, for inspection. */
export interface StoredResponse extends CacheInfo {
  readonly url: string;
  readonly method: string;
  readonly status: number;
  readonly headers: HeaderList;
  readonly bytes: number;
  readonly tags: readonly string[];
  body(): Promise<Bytes>;
}

/** The engine, and what a user does to stored entries. */
export interface HttpCache {
  /** May be changed at any time; a wrong value throws at once. */
  readonly settings: CacheSettings;
  /** The one entrance of every adapter. Rejects where the origin does, where the caller aborts, and for mistakes of set-up; never for trouble of the backend. */
  handle(request: HttpRequest, send: Send, options?: RequestOptions): Promise<HandledResponse>;
  /**
   * For an adapter whose client sends by itself what no cache may answer: undefined where the request is looked up, and `handle` is to be
   * called. Looks nothing up and sends nothing.
   */
  bypass(request: HttpRequest, options?: RequestOptions): Bypass | undefined;
  /** What would happen and why, without sending anything. */
  explain(request: RequestInput, options?: RequestOptions): Promise<Explanation>;
  /** The same store under other settings. */
  with(settings: CacheSettings): HttpCache;
  /** Listens; the result stops it. A listener that throws is not called for that event again and disturbs nothing. */
  on<K extends CacheEvent["kind"]>(
    kind: K,
    listener: (event: Extract<CacheEvent, { kind: K }>) => void,
    options?: { signal?: AbortSignalLike },
  ): () => void;
  /** `selector target`, as in `response.cache.key`. */
  keyOf(request: RequestInput): string;
  /** What is stored for a request, fresh or not. */
  get(request: RequestInput): Promise<StoredResponse | undefined>;
  /** Stores an answer made elsewhere; false where policy or the backend keeps it out. */
  put(request: HttpRequest, response: HttpResponse, options?: RequestOptions): Promise<boolean>;
  contains(request: RequestInput): Promise<boolean>;
  /** Removes what the filter matches and says how many. */
  delete(filter: EntryFilter): Promise<number>;
  /** Removes what is expired, in slices that let other work through; with `expireAfter`, after every entry was given this expiration. */
  deleteExpired(options?: { expireAfter?: Expiration }): Promise<number>;
  filter(filter?: EntryFilter): AsyncIterable<StoredResponse>;
  /** Sorted, each once. */
  urls(filter?: EntryFilter): AsyncIterable<string>;
  /** Copies every entry of another cache or backend into this one, and says how many. */
  copyFrom(source: HttpCache | Backend): Promise<number>;
  /** @deprecated requests-cache's name of {@link HttpCache.copyFrom} */
  update(source: HttpCache | Backend): Promise<number>;
  /** Gives entries a new expiration, counted from now, and says how many. */
  resetExpiration(expireAfter: Expiration, filter?: EntryFilter): Promise<number>;
  /** Files entries under the keys of today's settings, and says how many moved. */
  recreateKeys(): Promise<number>;
  count(filter?: EntryFilter): Promise<number>;
  /** Bytes of all bodies. */
  size(): Promise<number>;
  stats(): Promise<CacheStats>;
  clear(): Promise<void>;
  /** Rejects early with what would otherwise reject the first request: a missing driver, a wrong URL; and with what requests would pass over: a refused connection, a foreign file. */
  ready(): Promise<void>;
  /** Settles when every store and background refresh so far has ended. */
  flush(): Promise<void>;
  /**
   * Waits for what {@link flush} waits for, and closes the backend if the cache opened it, or `autoClose` says so: requests then pass to the
   * origin. A backend that was given as an object stays open otherwise, and the cache with it. Closing once more does no harm.
   */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}
