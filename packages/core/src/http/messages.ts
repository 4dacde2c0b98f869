/** A value, or a promise of it. Synchronous backends answer synchronously, and the engine then does not wait. */
export type Awaitable<T> = T | Promise<T>;
/** Milliseconds since the epoch. "Never" is {@link NEVER_MS}, the last instant a Date can hold. */
export type Instant = number;
/** Bytes on a buffer of their own kind: never a `SharedArrayBuffer`. */
export type Bytes = Uint8Array<ArrayBuffer>;
/** A body that arrives in pieces. A truncated one throws; ending normally proves the length. */
export type Chunks = AsyncIterable<Uint8Array>;
/** Header lines in the order of the message; a repeated name stands as often as it was sent. */
export type HeaderList = readonly (readonly [name: string, value: string])[];

/** An AbortSignal, without asking for the DOM's types. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  readonly reason?: unknown;
  addEventListener(type: "abort", listener: () => void): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

/** The last instant a Date can hold: "never". */
export const NEVER_MS: Instant = 8.64e15;

/** What a client asks, as data. */
export interface HttpRequest {
  /** In upper case, as on the wire. */
  readonly method: string;
  /** Absolute. A fragment is ignored. */
  readonly url: string;
  readonly headers: HeaderList;
  /** What the key needs of the body; `'streaming'`: it cannot be read twice, so the request passes untouched. */
  readonly body?: Uint8Array | "streaming" | undefined;
  /** What to do with a redirect. @default 'follow' */
  readonly redirect?: "follow" | "manual" | "error" | undefined;
  /** Fires when the caller leaves: the request rejects with its reason. A reason of the name `TimeoutError` counts as {@link timeout}. */
  readonly signal?: AbortSignalLike | undefined;
  /**
   * Fires when the caller has waited long enough for the origin: a failure like any other, for which a stale answer may stand in. Where none
   * may, the request rejects with the signal's reason. Others who wait for the same answer go on waiting.
   */
  readonly timeout?: AbortSignalLike | undefined;
  /**
   * What beyond URL and fields says who is asked, or as whom: another authority, a client certificate. It counts as a credential does:
   * requests that differ in it never share an answer. Only its digest is stored.
   */
  readonly identity?: string | undefined;
}

/** What an origin answered, as data. */
export interface HttpResponse {
  readonly status: number;
  readonly statusText?: string;
  /** The URL that answered, without fragment. */
  readonly url: string;
  readonly headers: HeaderList;
  /** A truncated stream throws; ending normally proves the length. */
  readonly body: Bytes | Chunks | null;
  /** `wire`: as Content-Encoding says. `decoded`: already plain (fetch). Stored with the entry; each adapter converts on its way out. */
  readonly coding: "decoded" | "wire";
  readonly history?: readonly RedirectHop[];
}

/** One redirect that was followed on the way to an answer. */
export interface RedirectHop {
  readonly url: string;
  readonly status: number;
  readonly headers: HeaderList;
}

/** What user functions see of a request. */
export interface RequestView {
  readonly method: string;
  readonly url: string;
  /** The field's lines joined with a comma, or undefined. The name's case does not matter. */
  header(name: string): string | undefined;
}

/** What user functions see of a response. */
export interface ResponseView {
  readonly status: number;
  readonly url: string;
  /** The field's lines joined with a comma, or undefined. The name's case does not matter. */
  header(name: string): string | undefined;
  /** The body's length, where it is known. */
  readonly bytes?: number;
  /** The body, as far as it may be read ahead: of a longer one it is undefined. */
  readonly body?: Uint8Array | undefined;
}
