import { Buffer } from "node:buffer";
import type { HeaderList } from "@rcache/core";
import {
  type Controller,
  type DispatchHandler,
  isNewHandler,
  type NewHandler,
  type NewHeaders,
  type OldHandler,
} from "./dispatch-types.ts";

/** A handler in either dialect, as one who receives an answer. */
export interface Receiver {
  /** Before anything else; `abort` is how the caller leaves. */
  start(abort: (reason: unknown) => void): void;
  head(status: number, headers: HeaderList, statusText: string): void;
  data(chunk: Uint8Array): void;
  end(trailers: HeaderList): void;
  fail(error: unknown): void;
  /** Resolves at once, or when the caller wants more. */
  ready(): Promise<void> | undefined;
}

export function receiverOf(handler: DispatchHandler): Receiver {
  return isNewHandler(handler) ? new NewReceiver(handler) : new OldReceiver(handler);
}

/** Whether the caller wants more, and who waits for that. */
class Pace {
  #isPaused = false;
  #wake: (() => void) | undefined;

  get isPaused(): boolean {
    return this.#isPaused;
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    this.#wake?.();
    this.#wake = undefined;
  }

  ready(): Promise<void> | undefined {
    if (!this.#isPaused) return undefined;
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}

class OldReceiver implements Receiver {
  readonly #handler: OldHandler;
  readonly #pace = new Pace();

  constructor(handler: OldHandler) {
    this.#handler = handler;
  }

  start(abort: (reason: unknown) => void): void {
    this.#handler.onConnect?.((reason) => {
      this.#pace.resume();
      abort(reason);
    }, null);
  }

  head(status: number, headers: HeaderList, statusText: string): void {
    this.#handler.onResponseStarted?.();
    const wantsMore = this.#handler.onHeaders?.(
      status,
      buffersOf(headers),
      () => this.#pace.resume(),
      statusText,
    );
    if (wantsMore === false) this.#pace.pause();
  }

  data(chunk: Uint8Array): void {
    if (this.#handler.onData?.(asBuffer(chunk)) === false) this.#pace.pause();
  }

  end(trailers: HeaderList): void {
    this.#handler.onComplete?.(buffersOf(trailers));
  }

  fail(error: unknown): void {
    this.#handler.onError?.(error);
  }

  ready(): Promise<void> | undefined {
    return this.#pace.ready();
  }
}

class NewReceiver implements Receiver {
  readonly #handler: NewHandler;
  readonly #pace = new Pace();
  readonly #controller: OwnController;

  constructor(handler: NewHandler) {
    this.#handler = handler;
    this.#controller = new OwnController(this.#pace);
  }

  start(abort: (reason: unknown) => void): void {
    this.#controller.onAbort = abort;
    this.#handler.onRequestStart(this.#controller, {});
  }

  head(status: number, headers: HeaderList, statusText: string): void {
    this.#handler.onResponseStarted?.();
    this.#controller.rawHeaders = buffersOf(headers);
    this.#handler.onResponseStart?.(this.#controller, status, recordOf(headers), statusText);
  }

  data(chunk: Uint8Array): void {
    this.#handler.onResponseData?.(this.#controller, asBuffer(chunk));
  }

  end(trailers: HeaderList): void {
    this.#controller.rawTrailers = buffersOf(trailers);
    this.#handler.onResponseEnd?.(this.#controller, recordOf(trailers));
  }

  fail(error: unknown): void {
    this.#handler.onResponseError?.(this.#controller, error);
  }

  ready(): Promise<void> | undefined {
    return this.#pace.ready();
  }
}

class OwnController implements Controller {
  aborted = false;
  reason: unknown = null;
  rawHeaders: readonly Uint8Array[] | undefined;
  rawTrailers: readonly Uint8Array[] | undefined;
  onAbort: (reason: unknown) => void = () => undefined;
  readonly #pace: Pace;

  constructor(pace: Pace) {
    this.#pace = pace;
  }

  get paused(): boolean {
    return this.#pace.isPaused;
  }

  pause(): void {
    this.#pace.pause();
  }

  resume(): void {
    this.#pace.resume();
  }

  abort(reason: unknown): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    this.#pace.resume();
    this.onAbort(reason);
  }
}

function asBuffer({ buffer, byteOffset, length }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, length);
}

function buffersOf(headers: HeaderList): Buffer[] {
  return headers.flatMap(([name, value]) => [Buffer.from(name, "latin1"), Buffer.from(value, "latin1")]);
}

/** Fields as undici gives them in its newer dialect: names in lower case, several lines as a list. */
function recordOf(headers: HeaderList): NewHeaders {
  const record: NewHeaders = {};
  for (const [given, value] of headers) {
    const name = given.toLowerCase();
    const before = Object.hasOwn(record, name) ? record[name] : undefined;
    if (before === undefined) record[name] = value;
    else record[name] = typeof before === "string" ? [before, value] : [...before, value];
  }
  return record;
}
