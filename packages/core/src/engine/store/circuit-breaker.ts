import type { Clock } from "../../contracts/clock.ts";
import type { Instant } from "../../http/messages.ts";

/** Leaves a backend alone for a while after failures in a row. */
export interface CircuitBreaker {
  isOpen(): boolean;
  succeeded(): void;
  /** Whether this failure has opened it. While it is open, what was asked for before may still fail; that says nothing new. */
  failed(): boolean;
}

/** @param options false: never opens */
export function circuitBreaker(
  options: false | { readonly failures: number; readonly pauseMs: number },
  clock: Clock,
): CircuitBreaker {
  let failures = 0;
  let openUntilMs: Instant = 0;
  const isOpen = (): boolean => openUntilMs > 0 && clock.nowMs() < openUntilMs;
  return {
    isOpen,
    succeeded() {
      failures = 0;
    },
    failed() {
      if (options === false || isOpen()) return false;
      failures += 1;
      if (failures < options.failures) return false;
      failures = 0;
      openUntilMs = clock.nowMs() + options.pauseMs;
      return true;
    },
  };
}
