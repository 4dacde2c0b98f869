import type { Clock } from "../contracts/clock.ts";
import { isRcacheError, RcacheError } from "../errors/rcache-error.ts";
import type { Awaitable, Instant } from "../http/messages.ts";
import { isPromise } from "./awaitable.ts";
import { type BackendHandle, isSetupMistake, type OpenBackend, underlying } from "./backend-handle.ts";
import type { EventHub } from "./event-hub.ts";

/** How the engine treats a backend's failures. */
export interface GuardOptions {
  readonly deadlineMs: number;
  readonly breaker: false | { readonly failures: number; readonly pauseMs: number };
  readonly onBackendError: "bypass" | "throw";
  readonly clock: Clock;
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
  /** Whether the backend is left alone after failures in a row. */
  isPaused(): boolean;
}

export function backendGuard(handle: BackendHandle, options: GuardOptions): BackendGuard {
  const { events, clock, breaker } = options;
  let failures = 0;
  let pausedUntilMs: Instant = 0;
  const succeeded = <T>(value: T): T => {
    failures = 0;
    return value;
  };
  const failed = <T>(operation: string, cause: unknown, otherwise: T): T => {
    if (isSetupMistake(cause)) throw underlying(cause);
    const error = asFailure(operation, cause);
    failures += 1;
    events.emit({ kind: "backend-failed", operation, error });
    if (breaker !== false && failures >= breaker.failures) {
      failures = 0;
      pausedUntilMs = clock.nowMs() + breaker.pauseMs;
      events.emit({ kind: "warning", ...pausedWarning(breaker) });
    }
    if (options.onBackendError === "throw") throw error;
    return otherwise;
  };
  const isPaused = (): boolean => pausedUntilMs > 0 && clock.nowMs() < pausedUntilMs;
  return {
    isPaused,
    call(operation, call, otherwise) {
      if (isPaused()) {
        if (options.onBackendError === "throw") throw pausedError(operation);
        return otherwise;
      }
      try {
        const open = handle.current();
        const result = open === undefined ? openAndCall(handle, call) : call(open);
        if (!isPromise(result)) return succeeded(result);
        return withinDeadline(result, operation, options.deadlineMs).then(succeeded, (cause) =>
          failed(operation, cause, otherwise),
        );
      } catch (cause) {
        return failed(operation, cause, otherwise);
      }
    },
  };
}

function openAndCall<T>(handle: BackendHandle, call: (open: OpenBackend) => Awaitable<T>): Awaitable<T> {
  const opening = handle.open();
  return isPromise(opening) ? opening.then(call) : call(opening);
}

/** The same result, or `RCACHE_BACKEND_TIMEOUT` where it takes longer. */
export function withinDeadline<T>(result: Promise<T>, operation: string, deadlineMs: number): Promise<T> {
  if (deadlineMs === Number.POSITIVE_INFINITY) return result;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(
        new RcacheError("RCACHE_BACKEND_TIMEOUT", `${operation} had no answer within ${deadlineMs} ms`, {
          remedy: "Look at the backend's load and network, or raise backendDeadlineMs.",
        }),
      );
    }, deadlineMs);
    // A late answer is ignored: the promise is settled by then. No `finally`, which would cost every call two promises more.
    result.then(
      (value) => {
        clearTimeout(timer);
        resolve(value);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}

/** A failure with a code: the backend's own, or `RCACHE_BACKEND_FAILED` around it. */
export function asFailure(operation: string, cause: unknown): RcacheError {
  if (isRcacheError(cause)) return cause;
  const message = cause instanceof Error ? cause.message : String(cause);
  return new RcacheError("RCACHE_BACKEND_FAILED", `${operation}: ${message}`, {
    remedy: "Requests go on without the cache. The cause has the backend's own error.",
    cause,
  });
}

function pausedWarning({ failures, pauseMs }: { failures: number; pauseMs: number }) {
  const message = `the backend failed ${failures} times in a row and is left alone for ${pauseMs} ms`;
  return {
    code: "RCACHE_BACKEND_PAUSED",
    message,
    remedy: "Requests go on without the cache; look at the backend.",
  } as const;
}

function pausedError(operation: string): RcacheError {
  return new RcacheError("RCACHE_BACKEND_PAUSED", `${operation}: the backend is left alone after failures`, {
    remedy: "Look at the events backend-failed before this one.",
  });
}
