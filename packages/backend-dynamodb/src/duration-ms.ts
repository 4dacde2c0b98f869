import { durationMs as anyDurationMs, type Duration } from "@rcache/core";

/** A duration of core's forms in milliseconds; NaN for anything else. */
export function durationMs(duration: Duration): number {
  try {
    return anyDurationMs(duration);
  } catch {
    // No duration at all: the caller has an error of its own for it.
    return Number.NaN;
  }
}
