import { isRcacheError } from "@rcache/core";
import type { AxiosError, AxiosResponse, InternalAxiosRequestConfig } from "axios";
import { type Call, callerOf } from "./call.ts";
import { responseIn } from "./from-axios-response.ts";

/** Options that decide whether the same origin would have failed another caller in the same way. */
const WAYS = [
  ...[
    "maxContentLength",
    "maxBodyLength",
    "maxRedirects",
    "beforeRedirect",
    "httpAgent",
    "httpsAgent",
    "proxy",
  ],
  ...["fetchOptions", "responseType", "withCredentials"],
] as const;

/**
 * Whether a failure says nothing about this caller: it is another's, who asked in another way. Two who ask alike fail alike, as they would
 * have without the cache.
 */
export function isOthersFailure(error: unknown, call: Call): boolean {
  const owner = callerOf(error);
  if (owner === undefined || owner === call.config) return false;
  return WAYS.some((name) => Reflect.get(owner, name) !== Reflect.get(call.config, name));
}

/** A failure as axios reports it to this caller: its own config, and an error of its own. */
export async function errorOf(error: unknown, call: Call): Promise<unknown> {
  const { config, patience } = call;
  if (error === patience.signal?.reason || error === patience.timeout?.reason) return impatience(error, call);
  const owner = callerOf(error);
  if (owner !== undefined && typeof error === "object" && error !== null) {
    return withConfig(owner === config ? error : copied(error), config);
  }
  if (isRcacheError(error) && error.code !== "RCACHE_TOO_MANY_REDIRECTS") return error;
  if (isRcacheError(error)) return redirectFailure(error, "ERR_FR_TOO_MANY_REDIRECTS", call);
  // By the Fetch standard, a redirect that cannot be followed.
  if (error instanceof TypeError && call.followsHops)
    return redirectFailure(error, "ERR_FR_REDIRECTION_FAILURE", call);
  return asAxiosError(error, call);
}

async function impatience(error: unknown, call: Call): Promise<unknown> {
  // A token's reason is one object for all that it cancels: axios gives it as it is.
  if (error === call.config.cancelToken?.reason || typeof error !== "object" || error === null) return error;
  Reflect.set(error, "request", await call.abandonedRequest());
  // The adapter of the exchange that ended with it may have written its own there.
  return withConfig(error, call.config);
}

/** The error with the caller's own config in it, instead of the one that went to the adapter. */
export function withConfig(error: unknown, config: InternalAxiosRequestConfig): unknown {
  if (typeof error !== "object" || error === null) return error;
  if (Reflect.get(error, "config") !== undefined) Reflect.set(error, "config", config);
  const response = responseIn(error);
  if (response !== undefined) response.config = config;
  return error;
}

/** Of one error that several have waited for, each gets one: they may be read, marked and thrown on. */
function copied(error: object): object {
  const copy: object = Object.create(Object.getPrototypeOf(error), Object.getOwnPropertyDescriptors(error));
  const response = responseIn(error);
  if (response !== undefined) Reflect.set(copy, "response", { ...response });
  return copy;
}

/** Where redirects are followed by the cache, what ends them is reported as the adapter below reports it. */
function redirectFailure(cause: Error, code: FollowCode, call: Call): AxiosError {
  const { config, copy, dialect } = call;
  const asked = call.standIn();
  const error =
    dialect === "http"
      ? new copy.AxiosError(FOLLOWING[code](cause), code, config, asked)
      : new copy.AxiosError("Network Error", "ERR_NETWORK", config, asked);
  if (dialect === "http") error.name = `Error [${code}]`;
  return Object.defineProperty(error, "cause", { value: cause, writable: true, configurable: true });
}

type FollowCode = keyof typeof FOLLOWING;

/** What follow-redirects, which axios' http adapter stands on, says. */
const FOLLOWING = {
  ERR_FR_TOO_MANY_REDIRECTS: () => "Maximum number of redirects exceeded",
  ERR_FR_REDIRECTION_FAILURE: ({ message }: Error) => `Redirected request failed: ${message}`,
};

/** What went wrong with a body after its head had come: axios' own error carries the response. */
export function asBodyError(error: unknown, response: AxiosResponse, { config, copy }: Call): unknown {
  if (!(error instanceof Error) || Reflect.get(error, "isAxiosError") === true || isRcacheError(error))
    return error;
  return copy.AxiosError.from(error, undefined, config, response.request, response);
}

/** What is no error of axios' becomes one. */
function asAxiosError(error: unknown, call: Call): unknown {
  if (!(error instanceof Error) || Reflect.get(error, "isAxiosError") === true) return error;
  return call.copy.AxiosError.from(error, undefined, call.config, call.standIn());
}
