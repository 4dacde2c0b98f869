import type { Awaitable, Backend } from "@rcache/core/backend";

/** What goes wrong with a call. */
export type FaultKind = "throw" | "delay" | "truncate" | "flip" | "forget" | "duplicate";

/** A fault of a `faultyBackend`. */
export interface Fault {
  /** The member; for `bodies`, a call of any of its members. */
  readonly operation: keyof Backend;
  /** Which call of the member fails, counted from 1. */
  readonly nth: number;
  /**
   * - `throw`: throws before anything is done.
   * - `delay`: does it later, in real time.
   * - `truncate`, `flip`: does it with half of the value, or with one bit changed (`find`, `put`, `bodies`).
   * - `forget`: does nothing, and answers as if nothing were stored, or as if it had succeeded.
   * - `duplicate`: does it twice, and returns the first result.
   */
  readonly fault: FaultKind;
  /** The length of a delay, in milliseconds. @default 100 */
  readonly forMs?: number;
}

/** Counts a call, and says what goes wrong with it. */
export type NextFault = (operation: keyof Backend) => Fault | undefined;

/** Does a call with what goes wrong with it. */
export function withFault<T>(
  fault: Fault | undefined,
  run: () => Awaitable<T>,
  forgotten: T,
  damaged: (how: "truncate" | "flip") => Awaitable<T> = run,
): Awaitable<T> {
  switch (fault?.fault) {
    case undefined:
      return run();
    case "throw":
      throw new Error(`${fault.operation} ${fault.nth} fails, as faultyBackend was told`);
    case "delay":
      return new Promise((resolve) => setTimeout(resolve, fault.forMs ?? 100)).then(run);
    case "forget":
      return forgotten;
    case "duplicate":
      return twice(run);
    case "truncate":
    case "flip":
      return damaged(fault.fault);
  }
}

async function twice<T>(run: () => Awaitable<T>): Promise<T> {
  const first = await run();
  await run();
  return first;
}
