import type { AbortSignalLike } from "@rcache/core";
import type { AxiosError, InternalAxiosRequestConfig } from "axios";
import type { AxiosCopy } from "./axios-copy.ts";
import type { Dialect } from "./below.ts";

/** How long a caller waits: its signal, its cancel token, its timeout. They end its own waiting, never an exchange that others wait for. */
export interface Patience {
  /** Fires when the caller has cancelled. The reason is the error that axios gives. */
  readonly signal: AbortSignalLike | undefined;
  /** Fires when the caller's time is over. The reason is the error that axios gives. */
  readonly timeout: AbortSignalLike | undefined;
  /** The head has come: time no longer counts. */
  answered(): void;
  /** Lets go of the caller's signal and token. */
  end(): void;
}

const ENDLESS: Patience = { signal: undefined, timeout: undefined, answered() {}, end() {} };

/** undefined: a timeout that is no number, which axios refuses in its own words. */
export function patienceOf(
  config: InternalAxiosRequestConfig,
  copy: AxiosCopy,
  dialect: Dialect,
): Patience | undefined {
  const { signal, cancelToken } = config;
  const timeoutMs = config.timeout ? Number.parseInt(String(config.timeout), 10) : 0;
  if (Number.isNaN(timeoutMs)) return undefined;
  if (!signal && !cancelToken && !(timeoutMs > 0)) return ENDLESS;
  const timeout = timeoutMs > 0 ? timer(timeoutMs, () => timeoutError(config, copy, dialect)) : undefined;
  const cancel = signal || cancelToken ? cancellation(config, copy, dialect) : undefined;
  return {
    signal: cancel?.signal,
    timeout: timeout?.signal,
    answered: () => timeout?.end(),
    end() {
      timeout?.end();
      cancel?.end();
    },
  };
}

interface Ending {
  readonly signal: AbortSignalLike;
  end(): void;
}

function timer(ms: number, reason: () => unknown): Ending {
  const controller = new AbortController();
  const running = setTimeout(() => controller.abort(reason()), ms);
  return { signal: controller.signal, end: () => clearTimeout(running) };
}

function cancellation(config: InternalAxiosRequestConfig, copy: AxiosCopy, dialect: Dialect): Ending {
  const { signal, cancelToken } = config;
  const controller = new AbortController();
  const onAbort = (): void => {
    // fetch's adapter tells why, the others only that.
    const why: unknown = dialect === "fetch" && signal ? Reflect.get(signal, "reason") : undefined;
    const message = why instanceof Error ? why.message : typeof why === "string" ? why : undefined;
    controller.abort(new copy.CanceledError(message, config));
  };
  const onCancel = (reason: unknown): void => controller.abort(reason);
  if (signal?.aborted) onAbort();
  signal?.addEventListener?.("abort", onAbort);
  cancelToken?.subscribe(onCancel);
  return {
    signal: controller.signal,
    end() {
      signal?.removeEventListener?.("abort", onAbort);
      cancelToken?.unsubscribe(onCancel);
    },
  };
}

function timeoutError(
  config: InternalAxiosRequestConfig,
  { AxiosError }: AxiosCopy,
  dialect: Dialect,
): AxiosError {
  const usual = `timeout of ${config.timeout}ms exceeded`;
  // fetch's adapter knows neither of the two options.
  if (dialect === "fetch") return new AxiosError(usual, "ETIMEDOUT", config);
  const code = config.transitional?.clarifyTimeoutError ? "ETIMEDOUT" : "ECONNABORTED";
  return new AxiosError(config.timeoutErrorMessage || usual, code, config);
}
