/** A value, or a promise of it. If a backend answers without a promise, the cache does not wait. */
export type Awaitable<T> = T | Promise<T>;
/** Milliseconds since the epoch. "Never" is {@link NEVER_MS}, the last instant a `Date` can hold. */
export type Instant = number;
/** Bytes with an `ArrayBuffer` behind them, never a `SharedArrayBuffer`. */
export type Bytes = Uint8Array<ArrayBuffer>;
/** A body that arrives in pieces. Iterating a truncated body throws; one that ends normally is complete. */
export type Chunks = AsyncIterable<Uint8Array>;
/** Header lines in the order of the message. A name that was sent several times appears several times. */
export type HeaderList = readonly (readonly [name: string, value: string])[];

/** The part of `AbortSignal` that the cache uses, so that no DOM types are needed. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  readonly reason?: unknown;
  addEventListener(type: "abort", listener: () => void): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

/** The last instant that a `Date` can hold; means "never". */
export const NEVER_MS: Instant = 8.64e15;

/** A request as data. */
export interface HttpRequest {
  /** In upper case, as it is sent. */
  readonly method: string;
  /** An absolute URL. A fragment is ignored. */
  readonly url: string;
  /** The header lines to send. */
  readonly headers: HeaderList;
  /**
   * The body, if the key may need it. `'streaming'` means that it can be read only once, `'unread'` that it can be sent again but is too
   * large to be read for a key: in both cases the request passes the cache by, unchanged.
   */
  readonly body?: Uint8Array | "streaming" | "unread" | undefined;
  /** What to do with a redirect. @default 'follow' */
  readonly redirect?: "follow" | "manual" | "error" | undefined;
  /** Fires when the caller leaves; the request then rejects with the signal's reason. A reason named `TimeoutError` counts as {@link timeout}. */
  readonly signal?: AbortSignalLike | undefined;
  /**
   * Fires when the caller has waited long enough for the origin. This counts as a failure of the origin, so a stale response may be served.
   * If none may be, the request rejects with the signal's reason. Others who wait for the same response continue to wait.
   */
  readonly timeout?: AbortSignalLike | undefined;
  /**
   * What decides who is asked, or on whose behalf, beyond the URL and the headers: another authority, a client certificate. It counts as a
   * credential: requests with different values never share a response. Only its digest is stored.
   */
  readonly identity?: string | undefined;
}

/** A response as data. */
export interface HttpResponse {
  /** The status code. */
  readonly status: number;
  readonly statusText?: string;
  /** The URL that answered, without a fragment. */
  readonly url: string;
  readonly headers: HeaderList;
  /**
   * Iterating a truncated body throws; a body that ends normally is complete. `null`: there is none. A chunk belongs to whoever reads it, who may
   * change it: a transport that keeps its chunks gives copies.
   */
  readonly body: Bytes | Chunks | null;
  /**
   * If `body` is bytes that arrived as a stream: how many bytes each chunk had. `chunksAsArrived` cuts them again, for a client that hands
   * out a stream.
   */
  readonly chunkBytes?: readonly number[] | undefined;
  /**
   * `wire`: the body is as `Content-Encoding` says. `decoded`: it is already plain, as fetch gives it. This is stored with the entry; each
   * adapter converts on the way out.
   */
  readonly coding: "decoded" | "wire";
  /** The redirects that were followed on the way to this response. */
  readonly history?: readonly RedirectHop[];
}

/** A redirect that was followed on the way to a response. */
export interface RedirectHop {
  readonly url: string;
  readonly status: number;
  readonly headers: HeaderList;
}

/** A request as your functions (`filterFn`, `keyFn` …) receive it. */
export interface RequestView {
  readonly method: string;
  readonly url: string;
  /** The header's lines joined with a comma, or undefined. The name's case does not matter. */
  header(name: string): string | undefined;
}

/** A response as your functions (`filterFn`, `expireAfter` …) receive it. */
export interface ResponseView {
  readonly status: number;
  readonly url: string;
  /** The header's lines joined with a comma, or undefined. The name's case does not matter. */
  header(name: string): string | undefined;
  /** The length of the body, if it is known. */
  readonly bytes?: number;
  /** The body. `undefined` if it is longer than `readAheadBytes`. */
  readonly body?: Uint8Array | undefined;
}
