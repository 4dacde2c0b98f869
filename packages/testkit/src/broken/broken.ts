import type { Backend } from "@rcache/core/backend";
import type { BackendSubject } from "../backend-contract/trial.ts";
import { referenceBackend } from "../reference/reference-backend.ts";

/** What {@link referenceBackend} has for certain, optional members included. */
export type WholeBackend = Required<Omit<Backend, "serializer">>;

/** A backend with one fault, and the promise that it breaks. */
export interface BrokenBackend {
  readonly promise: string;
  /** What it does wrong. */
  readonly fault: string;
  open(cacheName: string): Backend;
  readonly loseBytes?: BackendSubject["loseBytes"];
}

/** The reference backend with some members replaced. */
export function broken(
  promise: string,
  fault: string,
  replace: (whole: WholeBackend, cacheName: string) => Partial<Backend>,
): BrokenBackend {
  return {
    promise,
    fault,
    open(cacheName) {
      // The cast: the reference backend has every ability.
      const whole = referenceBackend() as WholeBackend;
      return { ...whole, ...replace(whole, cacheName) };
    },
  };
}

/** Lets everything else that is ready run first. */
export async function nextTurn(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 0));
}
