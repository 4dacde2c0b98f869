import type { AbortSignalLike, HttpRequest } from "../../http/messages.ts";

/** The caller's own signal behind both of its parts: a client may take nothing but its platform's kind. */
const wholes = new WeakMap<AbortSignalLike, AbortSignalLike>();

/**
 * A request whose signal fires only when its caller leaves. Where it fires because time is over (its reason is a `TimeoutError`, as that of
 * `AbortSignal.timeout`), that is the request's `timeout`, a failure for which a stale answer may stand in.
 */
export function withTimeoutApart(request: HttpRequest): HttpRequest {
  const { signal, timeout } = request;
  if (signal === undefined) return request;
  const leaves = partOf(signal, (reason) => !isTimeout(reason));
  const isLate = partOf(signal, isTimeout);
  wholes.set(leaves, signal).set(isLate, signal);
  return { ...request, signal: leaves, timeout: eitherSignal(timeout, isLate) };
}

/** What ends a request, whether its caller has left or has waited long enough. */
export function endOf({ signal, timeout }: HttpRequest): AbortSignalLike | undefined {
  const whole = signal && wholes.get(signal);
  const isAllOfIt = whole !== undefined && timeout !== undefined && wholes.get(timeout) === whole;
  return isAllOfIt ? whole : eitherSignal(signal, timeout);
}

function partOf(signal: AbortSignalLike, counts: (reason: unknown) => boolean): AbortSignalLike {
  const heard = new Map<() => void, () => void>();
  const hasFired = (): boolean => signal.aborted && counts(signal.reason);
  return {
    get aborted() {
      return hasFired();
    },
    get reason() {
      return signal.reason;
    },
    addEventListener(type, listener) {
      const hear = (): void => {
        if (hasFired()) listener();
      };
      heard.set(listener, hear);
      signal.addEventListener(type, hear);
    },
    removeEventListener(type, listener) {
      const hear = heard.get(listener);
      if (hear === undefined) return;
      heard.delete(listener);
      signal.removeEventListener(type, hear);
    },
  };
}

function isTimeout(reason: unknown): boolean {
  return typeof reason === "object" && reason !== null && "name" in reason && reason.name === "TimeoutError";
}

/** A signal that fires with the first of two. */
export function eitherSignal(
  one: AbortSignalLike | undefined,
  other: AbortSignalLike | undefined,
): AbortSignalLike | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return {
    get aborted() {
      return one.aborted || other.aborted;
    },
    get reason() {
      return one.aborted ? one.reason : other.reason;
    },
    addEventListener(type, listener) {
      one.addEventListener(type, listener);
      other.addEventListener(type, listener);
    },
    removeEventListener(type, listener) {
      one.removeEventListener(type, listener);
      other.removeEventListener(type, listener);
    },
  };
}
