/** What undici's dispatchers are asked, as far as it is looked at. */
export interface DispatchOptions {
  readonly origin?: string | URL | undefined;
  readonly path: string;
  readonly method?: string | undefined;
  readonly query?: Readonly<Record<string, unknown>> | undefined;
  readonly headers?: unknown;
  readonly body?: unknown;
  readonly upgrade?: unknown;
  readonly [key: symbol]: unknown;
}

/** The newer of the two dialects. */
export interface NewHandler {
  onRequestStart(controller: Controller, context: object): void;
  onRequestUpgrade?(...given: unknown[]): void;
  onResponseStart?(controller: Controller, status: number, headers: NewHeaders, statusText?: string): void;
  onResponseData?(controller: Controller, chunk: Uint8Array): void;
  onResponseEnd?(controller: Controller, trailers: NewHeaders): void;
  onResponseError?(controller: Controller, error: unknown): void;
  onResponseStarted?(): void;
  onRequestSent?(): void;
  onBodySent?(...given: unknown[]): void;
}

export type NewHeaders = Record<string, string | string[]>;

/** How a handler of the newer dialect slows an exchange down, or ends it. */
export interface Controller {
  readonly aborted: boolean;
  readonly paused: boolean;
  readonly reason: unknown;
  readonly rawHeaders?: unknown;
  readonly rawTrailers?: unknown;
  pause(): void;
  resume(): void;
  abort(reason: unknown): void;
}

/** The older of the two dialects; undici 6 knows no other, and the fetch of Node speaks it. */
export interface OldHandler {
  onConnect?(abort: (reason?: unknown) => void, context?: unknown): void;
  onHeaders?(
    status: number,
    headers: readonly Uint8Array[],
    resume: () => void,
    statusText: string,
  ): boolean | undefined;
  onData?(chunk: Uint8Array): boolean | undefined;
  onComplete?(trailers: readonly Uint8Array[]): void;
  onError?(error: unknown): void;
  onUpgrade?(...given: unknown[]): void;
  onResponseStarted?(): void;
  onRequestSent?(): void;
  onBodySent?(...given: unknown[]): void;
}

export type DispatchHandler = NewHandler | OldHandler;

export type Dispatch = (this: object, options: DispatchOptions, handler: DispatchHandler) => boolean;

export function isNewHandler(handler: DispatchHandler): handler is NewHandler {
  return "onRequestStart" in handler && typeof handler.onRequestStart === "function";
}
