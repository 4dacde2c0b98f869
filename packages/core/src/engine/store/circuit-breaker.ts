/** Leaves a backend alone for a while after failures in a row. */
export interface CircuitBreaker {
  isOpen(): boolean;
  succeeded(): void;
  /** Whether this failure has opened it. While it is open, what was asked for before may still fail; that says nothing new. */
  failed(): boolean;
}

/**
 * @param options false: never opens
 * @param elapsedMs milliseconds that never go back
 */
export function circuitBreaker(
  options: false | { readonly failures: number; readonly pauseMs: number },
  elapsedMs: () => number,
): CircuitBreaker {
  let failures = 0;
  let openUntilMs: number | undefined;
  const isOpen = (): boolean => openUntilMs !== undefined && elapsedMs() < openUntilMs;
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
      openUntilMs = elapsedMs() + options.pauseMs;
      return true;
    },
  };
}
