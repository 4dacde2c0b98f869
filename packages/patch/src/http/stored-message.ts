import { IncomingMessage, STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import {
  type Bytes,
  type CacheOutcome,
  type Chunks,
  chunksAsArrived,
  type HandledResponse,
} from "@rcache/core";
import { plainHeaders } from "../plain-headers.ts";
import type { NodeRequest } from "./client-request.ts";
import { connectionReset } from "./connection-reset.ts";
import type { StandInSocket } from "./stand-in-socket.ts";

/** Statuses without a body whatever is stored (RFC 9110 §6.4.1). */
const BODILESS: ReadonlySet<number> = new Set([204, 304]);

/** An answer of the cache as the response to a request of `node:http`: read at its reader's pace, as one from the network. */
export class StoredMessage extends IncomingMessage {
  readonly fromCache: boolean;
  readonly cache: CacheOutcome;
  readonly #body: Bytes | Chunks | null;
  #iterator: AsyncIterator<Uint8Array> | undefined;
  #isPulling = false;

  constructor(request: NodeRequest, socket: StandInSocket, answer: HandledResponse) {
    // The cast: it has the members that a response asks of its socket.
    super(socket as unknown as Socket);
    this.fromCache = answer.cache.fromCache;
    this.cache = answer.cache;
    this.httpVersion = "1.1";
    this.httpVersionMajor = 1;
    this.httpVersionMinor = 1;
    this.statusCode = answer.status;
    this.statusMessage = (answer.statusText || STATUS_CODES[answer.status]) ?? "";
    const lines = plainHeaders(answer).flat();
    // The casts: members of Node's own that its types leave out.
    const own = this as unknown as {
      upgrade: boolean;
      joinDuplicateHeaders: boolean | undefined;
      req: NodeRequest;
      _addHeaderLines(lines: readonly string[], count: number): void;
    };
    own.upgrade = false;
    own.joinDuplicateHeaders = request.joinDuplicateHeaders;
    own.req = request;
    own._addHeaderLines(lines, lines.length);
    const isBodiless = request.method === "HEAD" || BODILESS.has(answer.status);
    this.#body = isBodiless ? null : chunksAsArrived(answer.body, answer.chunkBytes);
  }

  /** Gives what is in memory; a body that is still to be read comes when it is asked for. Called once the response has been handed out. */
  begin(isHeard: boolean): void {
    if (!isHeard) (this as unknown as { _dump(): void })._dump(); // the cast: a member of Node's own
    const body = isHeard ? this.#body : null;
    if (body !== null && !(body instanceof Uint8Array)) return;
    if (body !== null && body.length > 0) this.push(Buffer.from(body.buffer, body.byteOffset, body.length));
    this.complete = true;
    this.push(null);
  }

  override _read(size: number): void {
    super._read(size);
    if (this.#isPulling || this.complete || this.#body === null || this.#body instanceof Uint8Array) return;
    this.#iterator ??= this.#body[Symbol.asyncIterator]();
    this.#isPulling = true;
    this.#pull(this.#iterator);
  }

  /** What is read is handed on outside the promise: what a listener throws is the process's to hear of. */
  #pull(iterator: AsyncIterator<Uint8Array>): void {
    iterator.next().then(
      (read) => process.nextTick(() => this.#take(read, iterator)),
      (error: unknown) => this.destroy(error instanceof Error ? error : connectionReset("aborted")),
    );
  }

  #take(read: IteratorResult<Uint8Array>, iterator: AsyncIterator<Uint8Array>): void {
    if (this.destroyed) return;
    if (read.done === true) {
      this.complete = true;
      this.push(null);
      return;
    }
    const { buffer, byteOffset, length } = read.value;
    const wantsMore = length === 0 || this.push(Buffer.from(buffer, byteOffset, length));
    if (wantsMore) this.#pull(iterator);
    else this.#isPulling = false;
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    if (!this.readableEnded || !this.complete) {
      this.aborted = true;
      this.emit("aborted");
      // A reader who has left: whatever the source fails with now concerns nobody.
      this.#iterator?.return?.().catch(() => undefined);
      this.socket?.destroy();
    }
    // As Node does: an error is told to whoever listens, and breaks nothing where nobody does.
    process.nextTick(() => done(this.listenerCount("error") === 0 ? null : error));
  }
}
