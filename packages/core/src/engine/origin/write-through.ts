import type { Awaitable, Chunks } from "../../http/messages.ts";
import { checkedChunk } from "../../platform/bytes/chunks.ts";
import { isPromise, quietly } from "../../platform/concurrency/awaitable.ts";
import type { ReadAhead } from "../../platform/concurrency/read-ahead.ts";
import { afterRealMs } from "../../platform/time/pause.ts";
import { HeldBody, type Leavable, overForHolder } from "../answer/until-left.ts";

/** Takes the copy of a body that is being read. Nothing it does reaches the reader. */
export interface BodySink {
  take(chunk: Uint8Array): Promise<void> | undefined;
  /** The body ended, and with it its length is proven. */
  end(): Awaitable<void>;
  /** The body broke off, or its reader left. */
  abandon(): Promise<void>;
}

/** How far a body is read ahead, and who is told of what its reader does. */
export interface Pace {
  readonly ahead: ReadAhead;
  /** Its reader has begun. */
  onRead(): void;
  /** It goes no further before its reader has read. Told before every such wait. */
  onHeld(): void;
  /** The reader has left; true: go on, for the copy's sake. Asked once. */
  onLeave(): boolean;
  /** Of the whole body, where it is known. */
  readonly length: number | undefined;
  /** How much more is read, and for how long, after a reader has left in the middle. */
  readonly quickAbort: QuickAbortLimits;
  /** The reader has left in the middle; true: what little may be missing is read. */
  mayFinish(): boolean;
  /** It was more than that, or did not come. */
  onUnfinished(): void;
}

/** How far a body is read to its end although its reader has left it: many stop at a mark of their own, a moment before the end. */
export interface QuickAbortLimits {
  readonly bytes: number;
  readonly ms: number;
}

/**
 * Hands a body on while it is copied: each chunk goes to the reader as soon as it is there, and to the sink before the next is asked for.
 *
 * Source and sink set the pace, whether anybody reads or not, as far as may be read ahead; beyond that the reader does. A reader who leaves
 * ends it, unless others wait for the copy, or hardly anything is missing.
 */
export function writeThrough(source: Chunks, sink: BodySink, pace: Pace): Chunks {
  return new HeldBody(new Pump(source, sink, pace));
}

/** A read that waits for the next chunk. */
interface Waiting {
  readonly resolve: (result: IteratorResult<Uint8Array>) => void;
  readonly reject: (error: unknown) => void;
}

const DONE: IteratorResult<Uint8Array> = /* @__PURE__ */ Object.freeze({ done: true, value: undefined });

class Pump implements Leavable {
  readonly #source: AsyncIterator<Uint8Array>;
  readonly #sink: BodySink;
  readonly #pace: Pace;
  readonly #queue: Uint8Array[] = [];
  #state: "open" | "ended" | "failed" = "open";
  #error: unknown;
  #isRead = false;
  #readerLeft = false;
  #waiting: Waiting[] | undefined;
  #passedBytes = 0;
  /** How far it goes on after its reader has left. */
  #lastByte: number | undefined;
  #endFinishing: (() => void) | undefined;

  constructor(source: Chunks, sink: BodySink, pace: Pace) {
    this.#source = source[Symbol.asyncIterator]();
    this.#sink = sink;
    this.#pace = pace;
    void this.#run();
  }

  next(): Promise<IteratorResult<Uint8Array>> {
    if (!this.#isRead) this.#pace.onRead();
    this.#isRead = true;
    const value = this.#queue.shift();
    if (value !== undefined) {
      this.#pace.ahead.give(value.length);
      return Promise.resolve({ done: false, value });
    }
    return new Promise((resolve, reject) => {
      this.#waiting ??= [];
      this.#waiting.push({ resolve, reject });
      this.#tellEnd();
    });
  }

  async return(): Promise<IteratorResult<Uint8Array>> {
    if (this.#readerLeft) return DONE;
    this.#readerLeft = true;
    this.#queue.length = 0;
    this.#pace.ahead.giveAll();
    this.#tellEnd();
    if (this.#state !== "open") return DONE;
    if (this.#mayFinish()) this.#finish();
    else if (!this.#pace.onLeave()) await this.#stop();
    return DONE;
  }

  #mayFinish(): boolean {
    const { length = this.#passedBytes, quickAbort } = this.#pace;
    const isNearEnd = this.#isRead && quickAbort.ms > 0 && length - this.#passedBytes < quickAbort.bytes;
    return isNearEnd && this.#pace.mayFinish();
  }

  #finish(): void {
    const { bytes, ms } = this.#pace.quickAbort;
    this.#lastByte = this.#passedBytes + bytes;
    this.#endFinishing = afterRealMs(ms, () => void this.#giveUp());
  }

  #giveUp(): Promise<void> {
    this.#pace.onUnfinished();
    return this.#stop();
  }

  async #run(): Promise<void> {
    try {
      for (let result = await this.#source.next(); !result.done; result = await this.#source.next()) {
        if (this.#state !== "open") return;
        const held = this.#pass(checkedChunk(result.value));
        if (held !== undefined) await held;
      }
      if (this.#state !== "open") return;
      // Before the reader hears of the end: what it asks for next is to be found.
      const ending = this.#sink.end();
      this.#settle("ended");
      if (isPromise(ending)) await ending;
    } catch (error) {
      if (this.#state !== "open") return;
      this.#error = error;
      // What gave something else than bytes has not ended by itself.
      quietly(() => this.#source.return?.());
      this.#settle("failed");
      await this.#sink.abandon();
    }
  }

  /** What the next chunk has to wait for, if anything. */
  #pass(chunk: Uint8Array): Promise<void> | undefined {
    this.#passedBytes += chunk.length;
    if (this.#lastByte !== undefined && this.#passedBytes > this.#lastByte) return this.#giveUp();
    const taken = this.#sink.take(chunk);
    if (!this.#readerLeft) this.#handOn(chunk);
    return taken === undefined && !this.#pace.ahead.isFull() ? undefined : this.#room(taken);
  }

  async #room(taken: Promise<void> | undefined): Promise<void> {
    if (taken !== undefined) await taken;
    while (this.#pace.ahead.isFull() && this.#state === "open") {
      this.#pace.onHeld();
      await this.#pace.ahead.room();
    }
  }

  #handOn(chunk: Uint8Array): void {
    const waiting = this.#waiting?.shift();
    if (waiting === undefined) {
      this.#queue.push(chunk);
      this.#pace.ahead.take(chunk.length);
    } else waiting.resolve({ done: false, value: chunk });
  }

  async #stop(): Promise<void> {
    this.#settle("failed");
    // Not waited for: a source that is stuck in `next` does not return either.
    quietly(() => this.#source.return?.());
    await this.#sink.abandon();
  }

  #settle(state: "ended" | "failed"): void {
    this.#state = state;
    overForHolder(this);
    this.#endFinishing?.();
    this.#tellEnd();
  }

  /** Whoever waits for a chunk hears that there will be none. */
  #tellEnd(): void {
    const waiting = this.#waiting;
    if (waiting === undefined || (this.#state === "open" && !this.#readerLeft)) return;
    this.#waiting = undefined;
    const hasFailed = this.#state === "failed" && !this.#readerLeft;
    for (const { resolve, reject } of waiting) {
      if (hasFailed) reject(this.#error);
      else resolve(DONE);
    }
  }
}
