import type { Buffer } from "node:buffer";
import type { AbortSignalLike, HeaderList, HttpResponse } from "@rcache/core";
import { BodyCopy } from "../body-copy.ts";
import {
  type Controller,
  type DispatchHandler,
  isNewHandler,
  type NewHandler,
  type NewHeaders,
  type OldHandler,
} from "./dispatch-types.ts";

/** So much of a body may wait to be read before the connection is asked to slow down. */
const MOST_WAITING_BYTES = 65_536;

/** What is told while an exchange is under way that no answer has: passed on to the caller as it comes. */
export interface Progress {
  informational(...given: readonly unknown[]): void;
  requestSent(): void;
  bodySent(...given: readonly unknown[]): void;
}

/** Collects what a dispatcher answers. */
export class Collected {
  readonly answer: Promise<HttpResponse>;
  /** Empty until the end, and where none came. */
  trailers: HeaderList = [];
  readonly #url: string;
  readonly #isHead: boolean;
  readonly #copy: BodyCopy;
  readonly #signal: AbortSignalLike | undefined;
  #resolve: (response: HttpResponse) => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;
  #resume: () => void = () => undefined;
  #unwatch: () => void = () => undefined;

  constructor(method: string, url: string, signal: AbortSignalLike | undefined) {
    this.#url = url;
    this.#isHead = method === "HEAD";
    this.#signal = signal;
    this.#copy = new BodyCopy(() => this.#resume());
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  started(abort: (reason: unknown) => void): void {
    const signal = this.#signal;
    if (signal === undefined) return;
    const leave = (): void => abort(signal.reason);
    if (signal.aborted) {
      leave();
      return;
    }
    signal.addEventListener("abort", leave);
    this.#unwatch = () => signal.removeEventListener("abort", leave);
  }

  head(status: number, headers: HeaderList, statusText: string, resume: () => void): void {
    this.#resume = resume;
    const isBodiless = this.#isHead || status === 204 || status === 304;
    // By then what came with the head has been collected.
    process.nextTick(() => {
      const content = isBodiless ? { body: null } : this.#copy.content();
      this.#resolve({ status, statusText, url: this.#url, headers, ...content, coding: "wire" });
    });
  }

  /** Whether more is wanted now. */
  data(chunk: Uint8Array): boolean {
    this.#copy.take(chunk);
    return this.#copy.waiting < MOST_WAITING_BYTES;
  }

  ended(trailers: HeaderList): void {
    this.#unwatch();
    this.trailers = trailers;
    this.#copy.end();
  }

  failed(error: unknown): void {
    this.#unwatch();
    this.#reject(error);
    this.#copy.fail(error);
  }
}

/** A handler in the older dialect that collects. */
export function oldCollector(collected: Collected, progress: Progress | undefined): OldHandler {
  return {
    onConnect: (abort) => collected.started(abort),
    onHeaders(status, headers, resume, statusText) {
      if (status < 200) {
        progress?.informational(status, headers, resume, statusText);
        return true;
      }
      collected.head(status, pairsOf(headers), statusText, resume);
      return true;
    },
    onData: (chunk) => collected.data(chunk),
    onComplete: (trailers) => collected.ended(pairsOf(trailers ?? [])),
    onError: (error) => collected.failed(error),
    onRequestSent: () => progress?.requestSent(),
    onBodySent: (...given) => progress?.bodySent(...given),
  };
}

/** A handler in the newer dialect that collects. */
export function newCollector(collected: Collected, progress: Progress | undefined): NewHandler {
  return {
    onRequestStart: (controller) => collected.started((reason) => controller.abort(reason)),
    onResponseStart(controller, status, headers, statusText = "") {
      if (status < 200) return progress?.informational(controller, status, headers, statusText);
      collected.head(status, rawPairs(controller, headers), statusText, () => controller.resume());
    },
    onResponseData(controller, chunk) {
      if (!collected.data(chunk)) controller.pause();
    },
    onResponseEnd: (_controller, trailers) => collected.ended(recordPairs(trailers)),
    onResponseError: (_controller, error) => collected.failed(error),
    onRequestSent: () => progress?.requestSent(),
    onBodySent: (...given) => progress?.bodySent(...given),
  };
}

/** What of the caller's handler is told while its exchange is under way. */
export function progressOf(handler: DispatchHandler): Progress {
  return {
    informational(...given) {
      const told: unknown = Reflect.get(handler, isNewHandler(handler) ? "onResponseStart" : "onHeaders");
      if (typeof told === "function") Reflect.apply(told, handler, given);
    },
    requestSent: () => handler.onRequestSent?.(),
    bodySent: (...given) => handler.onBodySent?.(...given),
  };
}

/** Raw fields in a row, names and values in turn; a value may be a list of its lines. */
export function pairsOf(raw: readonly unknown[]): HeaderList {
  const pairs: (readonly [string, string])[] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const values = Array.isArray(raw[at + 1]) ? (raw[at + 1] as readonly unknown[]) : [raw[at + 1]]; // the cast: seen to be a list
    for (const value of values) pairs.push([latin1(raw[at]), latin1(value)]);
  }
  return pairs;
}

function latin1(value: unknown): string {
  return value instanceof Uint8Array ? (value as Buffer).toString("latin1") : String(value); // the cast: undici's bytes are Node's
}

/** The fields as they came where the dispatcher shows them, else as it has sorted them. */
function rawPairs({ rawHeaders }: Controller, headers: NewHeaders): HeaderList {
  return Array.isArray(rawHeaders) ? pairsOf(rawHeaders) : recordPairs(headers);
}

function recordPairs(record: NewHeaders | undefined): HeaderList {
  return Object.entries(record ?? {}).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((line) => [name, line] as const),
  );
}
