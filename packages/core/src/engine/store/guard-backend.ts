import type { OpenBackend } from "../../backends/with-serializer.ts";
import { isRcacheError, RcacheError } from "../../errors/rcache-error.ts";
import type { Awaitable } from "../../http/messages.ts";
import { isPromise } from "../../platform/concurrency/awaitable.ts";
import type { EventHub } from "../../platform/events/event-hub.ts";
import { type BackendHandle, isSetupMistake, underlying } from "./backend-handle.ts";
import { type CircuitBreaker, circuitBreaker } from "./circuit-breaker.ts";
import { withinDeadline } from "./within-deadline.ts";

/** How the engine treats a backend's failures. */
export interface GuardOptions {
  readonly deadlineMs: number;
  readonly circuitBreaker: false | { readonly failures: number; readonly pauseMs: number };
  readonly onBackendError: "bypass" | "throw";
  /** Milliseconds that never go back. */
  readonly elapsedMs: () => number;
  readonly events: EventHub;
}

/** Stands between engine and backend: whatever the backend does, a request goes on. */
export interface BackendGuard {
  /**
   * Calls the backend, opening it first where it must be. A failure, or no answer within the deadline, is one event and `otherwise`.
   *
   * @throws what rejects requests: a mistake of set-up; every failure with `onBackendError: 'throw'`
   */
  call<T>(operation: string, call: (open: OpenBackend) => Awaitable<T>, otherwise: T): Awaitable<T>;
  /** The same where no request waits for it: it may stand in line for as long as within each deadline another of its kind is answered. */
  callInLine<T>(operation: string, call: (open: OpenBackend) => Awaitable<T>, otherwise: T): Awaitable<T>;
  /** The same in the middle of something that has begun: it goes on although the backend is left alone meanwhile. */
  callOn<T>(operation: string, call: (open: OpenBackend) => Awaitable<T>, otherwise: T): Awaitable<T>;
  /** Whether the backend is not called for a while after failures in a row. */
  isPaused(): boolean;
}

export function backendGuard(handle: BackendHandle, options: GuardOptions): BackendGuard {
  return new Guard(handle, options);
}

class Guard implements BackendGuard {
  readonly #handle: BackendHandle;
  readonly #options: GuardOptions;
  readonly #breaker: CircuitBreaker;
  /** How many calls the backend has answered. */
  #answers = 0;
  /** Of those, each kind that stands in line. */
  readonly #answersInLine = new Map<string, number>();

  constructor(handle: BackendHandle, options: GuardOptions) {
    this.#handle = handle;
    this.#options = options;
    this.#breaker = circuitBreaker(options.circuitBreaker, options.elapsedMs);
  }

  isPaused(): boolean {
    return this.#breaker.isOpen();
  }

  call<T>(operation: string, call: (open: OpenBackend) => Awaitable<T>, otherwise: T): Awaitable<T> {
    return this.#isLeftAlone(operation) ? otherwise : this.#call(operation, call, otherwise);
  }

  callOn<T>(operation: string, call: (open: OpenBackend) => Awaitable<T>, otherwise: T): Awaitable<T> {
    return this.#call(operation, call, otherwise);
  }

  callInLine<T>(operation: string, call: (open: OpenBackend) => Awaitable<T>, otherwise: T): Awaitable<T> {
    if (this.#isLeftAlone(operation)) return otherwise;
    const answered = (): number => this.#answersInLine.get(operation) ?? 0;
    let seen = answered();
    return this.#call(operation, call, otherwise, () => {
      const isMoving = answered() > seen;
      seen = answered();
      return isMoving;
    });
  }

  /** @throws with `onBackendError: 'throw'` */
  #isLeftAlone(operation: string): boolean {
    if (!this.#breaker.isOpen()) return false;
    if (this.#options.onBackendError === "throw") throw pausedError(operation);
    return true;
  }

  #call<T>(
    operation: string,
    call: (open: OpenBackend) => Awaitable<T>,
    otherwise: T,
    isMoving?: () => boolean,
  ): Awaitable<T> {
    const { deadlineMs } = this.#options;
    const before = this.#answers;
    try {
      const open = this.#handle.current();
      const result = open === undefined ? openAndCall(this.#handle, call) : call(open);
      if (!isPromise(result)) return this.#succeeded(result);
      return withinDeadline(result, operation, deadlineMs, isMoving).then(
        (value) => {
          if (isMoving !== undefined)
            this.#answersInLine.set(operation, (this.#answersInLine.get(operation) ?? 0) + 1);
          return this.#succeeded(value);
        },
        (cause) => this.#failed(operation, cause, otherwise, before),
      );
    } catch (cause) {
      return this.#failed(operation, cause, otherwise, before);
    }
  }

  #succeeded<T>(value: T): T {
    this.#answers += 1;
    this.#breaker.succeeded();
    return value;
  }

  /** @param before how many answers there were when it was called */
  #failed<T>(operation: string, cause: unknown, otherwise: T, before: number): T {
    const { events, circuitBreaker: breaker, onBackendError } = this.#options;
    if (isSetupMistake(cause)) throw underlying(cause);
    const error = asFailure(operation, cause);
    events.emit({ kind: "backend-failed", operation, error });
    // One that answers others is slow, not broken: left alone, it would not get quicker.
    const isSlow = error.code === "RCACHE_BACKEND_TIMEOUT" && this.#answers > before;
    if (!isSlow && this.#breaker.failed() && breaker !== false)
      events.emit({ kind: "warning", ...pausedWarning(breaker) });
    if (onBackendError === "throw") throw error;
    return otherwise;
  }
}

function openAndCall<T>(handle: BackendHandle, call: (open: OpenBackend) => Awaitable<T>): Awaitable<T> {
  const opening = handle.open();
  return isPromise(opening) ? opening.then(call) : call(opening);
}

/** A failure with a code: the backend's own, or `RCACHE_BACKEND_FAILED` around it. */
export function asFailure(operation: string, cause: unknown): RcacheError {
  if (isRcacheError(cause)) return cause;
  const message = cause instanceof Error ? cause.message : String(cause);
  return new RcacheError("RCACHE_BACKEND_FAILED", `${operation}: ${message}`, {
    remedy: "Requests continue without the cache. The cause is the backend's own error.",
    cause,
  });
}

function pausedWarning({ failures, pauseMs }: { failures: number; pauseMs: number }) {
  const message = `the backend failed ${failures} times in a row and is left alone for ${pauseMs} ms`;
  return {
    code: "RCACHE_BACKEND_PAUSED",
    message,
    remedy: "Requests continue without the cache. Check the backend.",
  } as const;
}

function pausedError(operation: string): RcacheError {
  return new RcacheError(
    "RCACHE_BACKEND_PAUSED",
    `${operation}: the backend is not called for a while after failures`,
    {
      remedy: "Check the events backend-failed before this one.",
    },
  );
}
