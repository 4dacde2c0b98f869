import type { Send } from "../../contracts/send.ts";
import type { AbortSignalLike, Bytes, Chunks } from "../../http/messages.ts";
import { checkedChunk, letGo } from "../../platform/bytes/chunks.ts";
import { quietly } from "../../platform/concurrency/awaitable.ts";

/**
 * A body that is still arriving, in its caller's hand: it lets go of where it comes from as soon as its caller has left, whether anything of
 * it was read or not. A caller leaves by `return`, by the signal, after which reading fails with its reason, or by dropping the body: once
 * that has been collected as garbage.
 *
 * @param onLeave is told once that the caller has left before the end
 */
export function untilLeft(
  body: Bytes | Chunks | null,
  signal: AbortSignalLike | undefined,
  onLeave?: () => void,
): Bytes | Chunks | null {
  if (body === null || body instanceof Uint8Array) return body;
  return new HeldBody(new Holding(body, signal, onLeave));
}

/** The body of a transport that nobody keeps: held for its caller, unless it does so itself and there is no signal to heed. */
export function heldUnlessOwn(
  body: Bytes | Chunks | null,
  { bodies }: Send,
  signal: AbortSignalLike | undefined,
  onLeave?: () => void,
): Bytes | Chunks | null {
  return bodies === "own" && signal === undefined ? body : untilLeft(body, signal, onLeave);
}

/** What a body comes from. Left once, whatever may be called after. */
export interface Leavable {
  next(): Promise<IteratorResult<Uint8Array>>;
  return(): Promise<IteratorResult<Uint8Array>>;
}

/** The source has come to its end: there is nothing to leave any more. */
export function overForHolder(source: Leavable): void {
  dropped?.unregister(source);
}

/**
 * A body in its caller's hand, whose source is left when the caller drops it; {@link overForHolder} ends that. Whatever else knows the source
 * does not know this, so that its collection says that the caller has gone.
 */
export class HeldBody implements AsyncIterableIterator<Uint8Array> {
  readonly #source: Leavable;

  constructor(source: Leavable) {
    this.#source = source;
    dropped?.register(this, source, source);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<Uint8Array>> {
    return this.#source.next();
  }

  return(): Promise<IteratorResult<Uint8Array>> {
    return this.#source.return();
  }
}

// Not every worker has it; there, what is dropped unread is let go of by its connection's own timeout.
const dropped =
  typeof FinalizationRegistry === "undefined"
    ? undefined
    : /* @__PURE__ */ new FinalizationRegistry<Leavable>((source) => quietly(() => source.return()));

class Holding implements Leavable {
  readonly #body: Chunks;
  readonly #signal: AbortSignalLike | undefined;
  readonly #onLeave: (() => void) | undefined;
  readonly #onAbort = (): void => this.#aborted();
  readonly #got = (result: IteratorResult<Uint8Array>): IteratorResult<Uint8Array> => {
    if (result.done) this.#end("over");
    else if (!(result.value instanceof Uint8Array)) this.#refuse(result.value);
    return result;
  };
  readonly #failed = (error: unknown): never => {
    this.#end("over");
    throw error;
  };
  #source: AsyncIterator<Uint8Array> | undefined;
  #state: "open" | "over" | "aborted" = "open";
  #fail: ((reason: unknown) => void) | undefined;

  constructor(body: Chunks, signal: AbortSignalLike | undefined, onLeave: (() => void) | undefined) {
    this.#body = body;
    this.#signal = signal;
    this.#onLeave = onLeave;
    if (signal?.aborted) this.#aborted();
    else signal?.addEventListener("abort", this.#onAbort);
  }

  next(): Promise<IteratorResult<Uint8Array>> {
    if (this.#state === "aborted") return Promise.reject(this.#signal?.reason);
    if (this.#state === "over") return Promise.resolve(DONE);
    this.#source ??= this.#body[Symbol.asyncIterator]();
    const read = this.#source.next().then(this.#got, this.#failed);
    if (this.#signal === undefined) return read;
    return new Promise((resolve, reject) => {
      this.#fail = reject;
      read.then(resolve, reject);
    });
  }

  async return(): Promise<IteratorResult<Uint8Array>> {
    // What the source has to say of it is of no use to who has left.
    if (this.#state === "open") await this.#leave("over")?.catch(() => undefined);
    return DONE;
  }

  /** What gives something else than bytes has not ended by itself. */
  #refuse(value: unknown): void {
    try {
      checkedChunk(value);
    } catch (error) {
      this.#end("over");
      quietly(() => this.#source?.return?.());
      throw error;
    }
  }

  #aborted(): void {
    if (this.#state !== "open") return;
    // Not waited for: a source that hangs must not hold the caller who left.
    this.#leave("aborted")?.catch(() => undefined);
    this.#fail?.(this.#signal?.reason);
  }

  #leave(state: "over" | "aborted"): Promise<unknown> | undefined {
    this.#end(state);
    const left = this.#source?.return?.();
    if (this.#source === undefined) letGo(this.#body);
    // After the source: a transport that is told to abort would have its body fail.
    this.#onLeave?.();
    return left;
  }

  #end(state: "over" | "aborted"): void {
    if (this.#state !== "open") return;
    this.#state = state;
    this.#signal?.removeEventListener("abort", this.#onAbort);
    overForHolder(this);
  }
}

const DONE: IteratorResult<Uint8Array> = /* @__PURE__ */ Object.freeze({ done: true, value: undefined });
