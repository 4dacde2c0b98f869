import type { Chunks } from "../../http/messages.ts";
import { quietly } from "../../platform/awaitable.ts";

/** Takes the copy of a body that is being read. Nothing it does reaches the reader. */
export interface BodySink {
  take(chunk: Uint8Array): Promise<void> | undefined;
  /** The body ended, and with it its length is proven. */
  end(): Promise<void>;
  /** The body broke off, or its reader left. */
  abandon(): Promise<void>;
}

/**
 * Hands a body on while it is copied: each chunk goes to the reader as soon as it is there, and to the sink before the next is asked for.
 *
 * Up to `readAhead` bytes are read before anybody asks, so that small bodies are kept although their reader is slow; beyond that the reader
 * sets the pace. A reader who leaves ends it, unless others wait for the copy.
 *
 * @param options.onLeave is told once that the reader has left; true: go on, for the copy's sake
 */
export function writeThrough(
  source: Chunks,
  sink: BodySink,
  options: { readonly readAhead: number; readonly onLeave: () => boolean },
): Chunks {
  const pump = new Pump(source, sink, options);
  return { [Symbol.asyncIterator]: () => pump };
}

class Pump implements AsyncIterator<Uint8Array> {
  readonly #source: AsyncIterator<Uint8Array>;
  readonly #sink: BodySink;
  readonly #options: { readonly readAhead: number; readonly onLeave: () => boolean };
  readonly #queue: Uint8Array[] = [];
  #queued = 0;
  #state: "open" | "ended" | "failed" = "open";
  #error: unknown;
  #readerLeft = false;
  #onChange: (() => void)[] = [];

  constructor(
    source: Chunks,
    sink: BodySink,
    options: { readonly readAhead: number; readonly onLeave: () => boolean },
  ) {
    this.#source = source[Symbol.asyncIterator]();
    this.#sink = sink;
    this.#options = options;
    void this.#run();
  }

  async next(): Promise<IteratorResult<Uint8Array>> {
    while (this.#queue.length === 0 && this.#state === "open" && !this.#readerLeft) await this.#change();
    const chunk = this.#queue.shift();
    if (chunk !== undefined) {
      this.#queued -= chunk.length;
      this.#changed();
      return { done: false, value: chunk };
    }
    if (this.#state === "failed" && !this.#readerLeft) throw this.#error;
    return { done: true, value: undefined };
  }

  async return(): Promise<IteratorResult<Uint8Array>> {
    if (this.#readerLeft) return { done: true, value: undefined };
    this.#readerLeft = true;
    this.#queue.length = 0;
    this.#queued = 0;
    this.#changed();
    if (this.#state === "open" && !this.#options.onLeave()) await this.#stop();
    return { done: true, value: undefined };
  }

  async #run(): Promise<void> {
    try {
      for (let result = await this.#source.next(); !result.done; result = await this.#source.next()) {
        if (this.#state !== "open") return;
        await this.#pass(result.value);
      }
      if (this.#state !== "open") return;
      // The reader does not wait for what the sink still does.
      this.#settle("ended");
      await this.#sink.end();
    } catch (error) {
      if (this.#state !== "open") return;
      this.#error = error;
      this.#settle("failed");
      await this.#sink.abandon();
    }
  }

  async #pass(chunk: Uint8Array): Promise<void> {
    const taken = this.#sink.take(chunk);
    if (!this.#readerLeft) {
      this.#queue.push(chunk);
      this.#queued += chunk.length;
      this.#changed();
    }
    await taken;
    while (this.#queued > this.#options.readAhead && this.#state === "open" && !this.#readerLeft)
      await this.#change();
  }

  async #stop(): Promise<void> {
    this.#settle("failed");
    // Not waited for: a source that is stuck in `next` does not return either.
    quietly(() => this.#source.return?.());
    await this.#sink.abandon();
  }

  #settle(state: "ended" | "failed"): void {
    this.#state = state;
    this.#changed();
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#onChange.push(resolve);
    });
  }

  #changed(): void {
    const waiting = this.#onChange;
    this.#onChange = [];
    for (const resolve of waiting) resolve();
  }
}
