import { EventEmitter } from "node:events";
import { getDefaultHighWaterMark } from "node:stream";
import type { NodeRequest } from "./client-request.ts";
import { connectionReset } from "./connection-reset.ts";

const NOTHING: object = Object.freeze({});

/** Stands where the socket of an exchange stands: the members that clients look at, and what a request does with its own. */
export class StandInSocket extends EventEmitter {
  readonly connecting = false;
  readonly pending = false;
  readonly readyState = "open";
  readonly authorized: boolean;
  readonly authorizationError: Error | null = null;
  readonly encrypted: true | undefined;
  readonly alpnProtocol = false;
  readonly remoteAddress: string | undefined = undefined;
  readonly remotePort: number | undefined = undefined;
  readonly remoteFamily: string | undefined = undefined;
  readonly localAddress: string | undefined = undefined;
  readonly localPort: number | undefined = undefined;
  readonly bytesRead = 0;
  readonly writableLength = 0;
  /** Of the response too, which reads nothing ahead: what waits together is read as one chunk. */
  readonly readableHighWaterMark = 0;
  readonly writableHighWaterMark: number;
  readonly _handle = null;
  bytesWritten = 0;
  timeout: number | undefined = undefined;
  readable = true;
  writable = true;
  destroyed = false;
  closed = false;
  _hadError = false;
  _httpMessage: NodeRequest | null;
  readonly #emit: (event: string, ...given: unknown[]) => boolean;

  /** @param emit tells the request's own listeners */
  constructor(request: NodeRequest, isTls: boolean, emit: (event: string, ...given: unknown[]) => boolean) {
    super();
    this._httpMessage = request;
    this.encrypted = isTls ? true : undefined;
    this.authorized = isTls;
    this.writableHighWaterMark = getDefaultHighWaterMark(false);
    this.#emit = emit;
  }

  /** Nothing is sent. Whoever waits for a write is told that it has gone out. */
  write(_data: unknown, encoding?: unknown, callback?: unknown): boolean {
    const told = typeof encoding === "function" ? encoding : callback;
    if (typeof told === "function") process.nextTick(told);
    return true;
  }

  end(): this {
    return this.destroy();
  }

  destroySoon(): void {
    this.destroy();
  }

  /** As with a socket of Node: the request hears of it, and a response that has not ended is aborted. */
  destroy(error?: Error | null): this {
    if (this.destroyed) return this;
    this.destroyed = true;
    this.readable = false;
    this.writable = false;
    process.nextTick(() => this.#closed(error ?? undefined));
    return this;
  }

  #closed(error: Error | undefined): void {
    const request = this._httpMessage;
    this.closed = true;
    if (request !== null) {
      this._httpMessage = null;
      this._hadError = error !== undefined;
      const { res } = request;
      request.destroyed = true;
      if (error !== undefined) this.#emit("error", error);
      else if (res === null) this.#emit("error", connectionReset("socket hang up"));
      if (res !== null && !res.complete) res.destroy(connectionReset("aborted"));
      request._closed = true;
      this.#emit("close");
    }
    this.emit("close", error !== undefined);
  }

  setTimeout(ms: number, listener?: () => void): this {
    this.timeout = ms;
    if (listener !== undefined && ms > 0) this.once("timeout", listener);
    if (listener !== undefined && ms === 0) this.removeListener("timeout", listener);
    return this;
  }

  getPeerCertificate(): object {
    return NOTHING;
  }

  getPeerX509Certificate(): undefined {
    return undefined;
  }

  getCipher(): object {
    return NOTHING;
  }

  getProtocol(): null {
    return null;
  }

  getSession(): undefined {
    return undefined;
  }

  isSessionReused(): boolean {
    return false;
  }

  address(): object {
    return NOTHING;
  }

  read(): null {
    return null;
  }

  cork(): void {}
  uncork(): void {}

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  setEncoding(): this {
    return this;
  }

  pause(): this {
    return this;
  }

  resume(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }
}
