import { durationMs as anyDurationMs, type Duration } from "@rcache/core";

/** A duration of 0 or more in milliseconds, or undefined where it is none. A number is seconds. */
export function durationMs(duration: unknown): number | undefined {
  try {
    // The cast: core judges a value of whatever type.
    const ms = anyDurationMs(duration as Duration);
    return Number.isFinite(ms) && ms >= 0 ? ms : undefined;
  } catch {
    // No duration at all: the caller has an error of its own for it.
    return undefined;
  }
}
