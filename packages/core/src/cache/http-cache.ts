import type { Backend } from "../contracts/backend.ts";
import type { CacheEvent } from "../contracts/events.ts";
import type { Send } from "../contracts/send.ts";
import type {
  AbortSignalLike,
  Awaitable,
  Bytes,
  HeaderList,
  HttpRequest,
  HttpResponse,
} from "../http/messages.ts";
import type { Bypass, CacheInfo, Explanation, HandledResponse, Miss } from "../policy/outcome.ts";
import type { Duration, Expiration } from "../settings/duration.ts";
import type { CacheSettings, RequestOptions, UrlPattern } from "../settings/settings.ts";

/** Identifies a request. A URL, as text or as a `URL`, means a GET of it. */
export type RequestInput =
  | string
  | { readonly href: string }
  | HttpRequest
  | { readonly url: string; readonly method?: string; readonly headers?: unknown };

/**
 * Selects stored entries. An entry matches if any of the conditions holds, as in requests-cache; `host` narrows the result further.
 * An empty filter selects everything, except in `delete`, where it selects nothing.
 */
export interface EntryFilter {
  /** Keys as in `response.cache.key`. */
  keys?: readonly string[];
  /** Requests whose stored responses are meant. */
  requests?: readonly RequestInput[];
  /** A complete URL with its scheme means that resource. Anything else is a pattern, and so is a URL with a `*` that is not stored literally. */
  urls?: readonly UrlPattern[];
  /** The host, with its port if the URL has one. */
  host?: string;
  /** Entries with any of these tags. */
  tags?: readonly string[];
  /** `true`: expired entries; `false`: fresh ones. */
  expired?: boolean;
  /** Entries that cannot be read. */
  invalid?: boolean;
  /** Entries that were received more than a duration ago, or before a date. */
  olderThan?: Duration | Date;
}

/** Counts of what is stored, and of hits and misses. */
export interface CacheStats {
  /** Stored entries. */
  readonly entries: number;
  /** Bytes of all stored bodies. */
  readonly bytes: number;
  /** Hits of this cache object, since it was created. */
  readonly hits: number;
  /** Misses of this cache object, since it was created. */
  readonly misses: number;
}

/** A stored response, for inspection. */
export interface StoredResponse extends CacheInfo {
  readonly url: string;
  readonly method: string;
  readonly status: number;
  readonly headers: HeaderList;
  /** The length of the body. */
  readonly bytes: number;
  readonly tags: readonly string[];
  /** Reads the body. */
  body(): Promise<Bytes>;
}

/** The options of `explain`: those of the request that is explained, and where to look at the explanation. */
export interface ExplainOptions extends RequestOptions {
  /**
   * The address of a playground, that page of the documentation. The explanation then has a link that opens it with this answer: the request, the
   * settings, and what is stored, with secrets redacted as in the store, and all that looks like a credential. Bodies and tags are left out.
   * @default no link
   */
  playground?: string;
}

/** A cache: it answers requests, and lets you inspect and change what is stored. */
export interface HttpCache {
  /** The current settings. You may change them at any time; a wrong value throws at once. */
  readonly settings: CacheSettings;
  /**
   * Answers a request from the cache or from the origin. Every adapter calls this. It rejects if the origin fails, if the caller aborts, and for
   * configuration errors, never because the backend fails.
   */
  handle(request: HttpRequest, send: Send, options?: RequestOptions): Promise<HandledResponse>;
  /**
   * For an adapter whose client sends uncacheable requests itself. Returns `undefined` if the request may be cached: then call `handle`.
   * It looks nothing up and sends nothing.
   */
  bypass(request: HttpRequest, options?: RequestOptions): Bypass | undefined;
  /**
   * For an adapter whose client can send the request itself. Like {@link handle}, but what it returns without a promise is known at once, and a
   * `GET` with `redirect: 'manual'` that nothing stored answers is not sent: you get a {@link Miss}, send the request as it is, and tell the cache
   * what arrives. For a request that bypasses the cache you get a {@link Bypass}. `send` is used for everything else, such as validation.
   */
  handleOrMiss(
    request: HttpRequest,
    send: Send,
    options?: RequestOptions,
  ): Awaitable<HandledResponse | Bypass | Miss>;
  /** Says what would happen to a request and why, without sending anything. */
  explain(request: RequestInput, options?: ExplainOptions): Promise<Explanation>;
  /** Returns a cache over the same store with other settings. */
  with(settings: CacheSettings): HttpCache;
  /** Adds a listener for one kind of event and returns a function that removes it. An error that a listener throws is ignored. */
  on<K extends CacheEvent["kind"]>(
    kind: K,
    listener: (event: Extract<CacheEvent, { kind: K }>) => void,
    options?: { signal?: AbortSignalLike },
  ): () => void;
  /** The key of a request, as in `response.cache.key`. */
  keyOf(request: RequestInput): string;
  /** The stored response for a request, fresh or expired; `undefined` if there is none. */
  get(request: RequestInput): Promise<StoredResponse | undefined>;
  /** Stores a response that you made or received elsewhere. Resolves to `false` if the settings or the backend keep it out. */
  put(request: HttpRequest, response: HttpResponse, options?: RequestOptions): Promise<boolean>;
  /** Whether a response is stored for a request, fresh or expired. */
  contains(request: RequestInput): Promise<boolean>;
  /** Removes the entries that the filter selects, and resolves to their number. An empty filter removes nothing. */
  delete(filter: EntryFilter): Promise<number>;
  /**
   * Removes expired entries, in slices so that other work continues, and resolves to their number. With `expireAfter`, every entry gets this
   * expiration first.
   */
  deleteExpired(options?: { expireAfter?: Expiration }): Promise<number>;
  /** The stored responses that the filter selects, a page at a time. */
  filter(filter?: EntryFilter): AsyncIterable<StoredResponse>;
  /** The URLs of the entries that the filter selects, sorted, each once. */
  urls(filter?: EntryFilter): AsyncIterable<string>;
  /** Copies every entry of another cache or backend into this one, and resolves to their number. */
  copyFrom(source: HttpCache | Backend): Promise<number>;
  /** @deprecated requests-cache's name for {@link HttpCache.copyFrom} */
  update(source: HttpCache | Backend): Promise<number>;
  /** Gives entries a new expiration, counted from now, and resolves to their number. */
  resetExpiration(expireAfter: Expiration, filter?: EntryFilter): Promise<number>;
  /** Moves entries to the keys that the current settings give them, and resolves to the number moved. */
  recreateKeys(): Promise<number>;
  /** The number of entries that the filter selects. */
  count(filter?: EntryFilter): Promise<number>;
  /** The bytes of all stored bodies. */
  size(): Promise<number>;
  /** Counts of what is stored, and of hits and misses. */
  stats(): Promise<CacheStats>;
  /** Removes everything. */
  clear(): Promise<void>;
  /**
   * Opens the backend now. Rejects for what would otherwise reject the first request (a missing driver, a wrong URL), and for what requests would
   * continue without (a refused connection, a file that belongs to another program).
   */
  ready(): Promise<void>;
  /** Resolves when all writes and background refreshes started so far have ended. */
  flush(): Promise<void>;
  /**
   * Waits like {@link flush}, then closes the backend if the cache opened it or `autoClose` is set. Requests then go to the origin. A backend that you
   * passed as an object stays open without `autoClose`, and so does the cache. You can call it more than once.
   */
  close(): Promise<void>;
  /** Calls {@link close}, at the end of an `await using` block. */
  [Symbol.asyncDispose](): Promise<void>;
}
