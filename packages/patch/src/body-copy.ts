import type { Bytes, Chunks, HttpResponse } from "@rcache/core";

/**
 * The copy of a body that somebody else reads, piece by piece as it comes.
 *
 * Pieces are kept from the beginning; nobody may have begun to read when it is known that nobody will: then {@link stop} forgets them.
 */
export class BodyCopy implements Chunks, AsyncIterator<Uint8Array> {
  #pieces: Bytes[] = [];
  #bytes = 0;
  #state: "open" | "ended" | "failed" | "stopped" = "open";
  #error: unknown;
  #isRead = false;
  #wake: (() => void) | undefined;
  readonly #onHungry: () => void;

  /** @param onHungry is told when all that had come has been read */
  constructor(onHungry: () => void) {
    this.#onHungry = onHungry;
  }

  /** Whether somebody reads the copy. */
  get isRead(): boolean {
    return this.#isRead;
  }

  /** Whether it is still to end. */
  get isOpen(): boolean {
    return this.#state === "open";
  }

  /** Bytes that wait for their reader. */
  get waiting(): number {
    return this.#bytes;
  }

  /** As the body of an answer: whole, where it has come already, else as it comes. */
  content(): Pick<HttpResponse, "body" | "chunkBytes"> {
    if (this.#state !== "ended") return { body: this };
    const [first] = this.#pieces;
    if (this.#pieces.length === 1 && first !== undefined) return { body: first };
    const chunkBytes = this.#pieces.map((piece) => piece.length);
    return { body: new Uint8Array(Buffer.concat(this.#pieces)), chunkBytes };
  }

  take(piece: Uint8Array): void {
    if (this.#state !== "open" || piece.length === 0) return;
    // A copy of its own: who is given the piece may write to it.
    this.#pieces.push(new Uint8Array(piece));
    this.#bytes += piece.length;
    this.#wake?.();
  }

  end(): void {
    if (this.#state === "open") this.#settle("ended");
  }

  fail(error: unknown): void {
    if (this.#state !== "open") return;
    this.#error = error;
    this.#settle("failed");
  }

  stop(): void {
    this.#pieces = [];
    this.#bytes = 0;
    this.#settle("stopped");
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    this.#isRead = true;
    return this;
  }

  async next(): Promise<IteratorResult<Uint8Array>> {
    for (;;) {
      const value = this.#pieces.shift();
      if (value !== undefined) {
        this.#bytes -= value.length;
        return { done: false, value };
      }
      if (this.#state === "failed") throw this.#error;
      if (this.#state !== "open") return { done: true, value: undefined };
      const woken = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      // Afterwards: who is asked for more may give it, or end, at once.
      this.#onHungry();
      await woken;
    }
  }

  async return(): Promise<IteratorResult<Uint8Array>> {
    this.stop();
    return { done: true, value: undefined };
  }

  #settle(state: "ended" | "failed" | "stopped"): void {
    this.#state = state;
    this.#wake?.();
  }
}
