import type { Bypass, HeaderList } from "@rcache/core";
import { toldUnlessPassedOver } from "../passed-over.ts";
import { besideTheCache } from "../process/process-state.ts";
import { pairsOf } from "./collect.ts";
import {
  type Controller,
  type DispatchHandler,
  isNewHandler,
  type NewHandler,
  type NewHeaders,
  type OldHandler,
} from "./dispatch-types.ts";

/** The caller's handler, before whose head the cache hears of the answer: what it has made unusable is so before the caller knows. */
export function tellingHandler(handler: DispatchHandler, bypass: Bypass): DispatchHandler {
  return isNewHandler(handler) ? new NewTelling(handler, bypass) : new OldTelling(handler, bypass);
}

function tell(bypass: Bypass, status: number, headers: () => HeaderList): Promise<void> | undefined {
  if (status < 200) return undefined;
  return toldUnlessPassedOver(besideTheCache(() => bypass.answered({ status, headers: headers() })));
}

/** Hands everything on: a handler may have members that only it can reach. */
class OldTelling implements OldHandler {
  readonly #handler: OldHandler;
  readonly #bypass: Bypass;
  #abort: (reason?: unknown) => void = () => undefined;

  constructor(handler: OldHandler, bypass: Bypass) {
    this.#handler = handler;
    this.#bypass = bypass;
  }

  onConnect(abort: (reason?: unknown) => void, context?: unknown): void {
    this.#abort = abort;
    this.#handler.onConnect?.(abort, context);
  }

  onHeaders(
    status: number,
    headers: readonly Uint8Array[],
    resume: () => void,
    statusText: string,
  ): boolean | undefined {
    const told = tell(this.#bypass, status, () => pairsOf(headers));
    if (told === undefined) return this.#handler.onHeaders?.(status, headers, resume, statusText);
    told.then(
      () => {
        if (this.#handler.onHeaders?.(status, headers, resume, statusText) !== false) resume();
      },
      (error: unknown) => this.#abort(error),
    );
    return false;
  }

  onData(chunk: Uint8Array): boolean | undefined {
    return this.#handler.onData?.(chunk);
  }

  onComplete(trailers: readonly Uint8Array[]): void {
    this.#handler.onComplete?.(trailers);
  }

  onError(error: unknown): void {
    this.#handler.onError?.(error);
  }

  onResponseStarted(): void {
    this.#handler.onResponseStarted?.();
  }

  onRequestSent(): void {
    this.#handler.onRequestSent?.();
  }

  onBodySent(...given: unknown[]): void {
    this.#handler.onBodySent?.(...given);
  }
}

/** The same in the newer dialect. */
class NewTelling implements NewHandler {
  readonly #handler: NewHandler;
  readonly #bypass: Bypass;

  constructor(handler: NewHandler, bypass: Bypass) {
    this.#handler = handler;
    this.#bypass = bypass;
  }

  onRequestStart(controller: Controller, context: object): void {
    this.#handler.onRequestStart(controller, context);
  }

  onResponseStart(controller: Controller, status: number, headers: NewHeaders, statusText?: string): void {
    const lines = (): HeaderList =>
      Object.entries(headers).flatMap(([name, value]) => pairsOf([name, value]));
    const told = tell(this.#bypass, status, lines);
    if (told === undefined) {
      this.#handler.onResponseStart?.(controller, status, headers, statusText);
      return;
    }
    controller.pause();
    told.then(
      () => {
        this.#handler.onResponseStart?.(controller, status, headers, statusText);
        controller.resume();
      },
      (error: unknown) => controller.abort(error),
    );
  }

  onResponseData(controller: Controller, chunk: Uint8Array): void {
    this.#handler.onResponseData?.(controller, chunk);
  }

  onResponseEnd(controller: Controller, trailers: NewHeaders): void {
    this.#handler.onResponseEnd?.(controller, trailers);
  }

  onResponseError(controller: Controller, error: unknown): void {
    this.#handler.onResponseError?.(controller, error);
  }

  onResponseStarted(): void {
    this.#handler.onResponseStarted?.();
  }

  onRequestSent(): void {
    this.#handler.onRequestSent?.();
  }

  onBodySent(...given: unknown[]): void {
    this.#handler.onBodySent?.(...given);
  }
}
