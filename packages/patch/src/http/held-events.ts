import { HELD, type NodeRequest } from "./client-request.ts";

type Emit = (event: string, ...given: unknown[]) => boolean;

/** What is held back until it is known who answers: whatever comes first of a response or a failure, and what follows from it. */
const HELD_BACK: ReadonlySet<string> = new Set(["response", "error", "close"]);

/**
 * Stands between a request and its listeners while the cache decides. Everything else (socket, timeout, continue, upgrade …) passes.
 *
 * Once put it stays, and passes everything on: taking it away would cost more than it does.
 */
export class HeldEvents {
  readonly #request: NodeRequest;
  readonly #emit: Emit;
  readonly #onEvent: (event: string, first: unknown) => void;
  readonly #onClose: (() => void) | undefined;
  #mode: "hold" | "pass" | "drop" = "hold";
  #held: (readonly [event: string, given: readonly unknown[]])[] | undefined;

  /**
   * @param onEvent is told of what is held
   * @param onClose is told of the end, before the listeners are
   */
  constructor(request: NodeRequest, onEvent: (event: string, first: unknown) => void, onClose?: () => void) {
    this.#request = request;
    this.#onClose = onClose;
    this.#emit = request.emit;
    this.#onEvent = onEvent;
    request[HELD] = this;
    request.emit = emitHeld;
  }

  /** The caller's own exchange goes on: what was held is told in its order. */
  release(): void {
    if (this.#mode !== "hold") return;
    this.#mode = "pass";
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const [event, given] of held) {
      const isHeard = this.tell(event, ...given);
      if (event === "response" && !isHeard) dump(given[0]);
    }
  }

  /** Instead of what was held: the caller hears of a failure, and the exchange is over. */
  fail(error: unknown): void {
    this.#mode = "pass";
    this.#held = undefined;
    this.tell("error", error);
    this.#request.destroy();
  }

  /** Somebody else answers: nothing of the caller's own exchange is told any more. */
  drop(): void {
    this.#mode = "drop";
    this.#held = undefined;
  }

  /** Tells the listeners, whatever is held. */
  tell(event: string, ...given: unknown[]): boolean {
    return this.#emit.call(this.#request, event, ...given);
  }

  take(event: string, given: readonly unknown[]): boolean {
    if (event === "close") this.#onClose?.();
    if (this.#mode === "pass" || !HELD_BACK.has(event)) return this.tell(event, ...given);
    if (this.#mode === "hold") {
      this.#held ??= [];
      this.#held.push([event, given]);
      this.#onEvent(event, given[0]);
    }
    // A response is kept for its listeners, so it must not be thrown away.
    return true;
  }
}

/** One function for all: it finds what holds the events on the request. */
function emitHeld(this: NodeRequest, event: string, ...given: unknown[]): boolean {
  return this[HELD]?.take(event, given) ?? false;
}

function dump(response: unknown): void {
  (response as { _dump(): void })._dump(); // the cast: a response of Node's own
}
