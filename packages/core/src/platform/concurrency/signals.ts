import type { AbortSignalLike, HttpRequest } from "../../http/messages.ts";

/**
 * A request whose signal fires only when its caller leaves. Where it fires because time is over (its reason is a `TimeoutError`, as that of
 * `AbortSignal.timeout`), that is the request's `timeout`, a failure for which a stale answer may stand in.
 */
export function withTimeoutApart(request: HttpRequest): HttpRequest {
  const { signal, timeout } = request;
  if (signal === undefined || signal instanceof SignalPart) return request;
  const isLate = new SignalPart(signal, true);
  return { ...request, signal: new SignalPart(signal, false), timeout: eitherSignal(timeout, isLate) };
}

/** What ends a request, whether its caller has left or has waited long enough: the caller's own signal where that says both, because a client may take nothing but its platform's kind. */
export function endOf({ signal, timeout }: HttpRequest): AbortSignalLike | undefined {
  const isAllOfIt =
    signal instanceof SignalPart && timeout instanceof SignalPart && signal.whole === timeout.whole;
  return isAllOfIt ? signal.whole : eitherSignal(signal, timeout);
}

/** Of a caller's signal, only that the caller leaves, or only that time is over. */
class SignalPart implements AbortSignalLike {
  readonly whole: AbortSignalLike;
  readonly #isLate: boolean;
  #heard: Map<() => void, () => void> | undefined;

  constructor(whole: AbortSignalLike, isLate: boolean) {
    this.whole = whole;
    this.#isLate = isLate;
  }

  get aborted(): boolean {
    return this.whole.aborted && isTimeout(this.whole.reason) === this.#isLate;
  }

  get reason(): unknown {
    return this.whole.reason;
  }

  addEventListener(type: "abort", listener: () => void): void {
    const hear = (): void => {
      if (this.aborted) listener();
    };
    this.#heard ??= new Map();
    this.#heard.set(listener, hear);
    this.whole.addEventListener(type, hear);
  }

  removeEventListener(type: "abort", listener: () => void): void {
    const hear = this.#heard?.get(listener);
    if (hear === undefined) return;
    this.#heard?.delete(listener);
    this.whole.removeEventListener(type, hear);
  }
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
