import { isRcacheError } from "@rcache/core";

/** What the network error of a fetch looks like in Node; browsers word it differently, but use the same class. */
function fetchFailed(cause: unknown): TypeError {
  return new TypeError("fetch failed", { cause });
}

/** `only-if-cached` with nothing stored that can be used is a network error (Fetch standard). */
export function nothingCached(): TypeError {
  return fetchFailed(new Error("only-if-cached: nothing stored can be used"));
}

/** The runtime's own error for arguments that its fetch refuses. */
export function platformRefusal(input: string | URL | Request, init: RequestInit | undefined): unknown {
  try {
    new Request(input, init);
  } catch (error) {
    return error;
  }
  return fetchFailed(new Error("the request cannot be understood"));
}

/** A URL's user and password, as far as an error may quote them. */
const USER = /\/\/[^/?#\s"']*@/g;

/** Runtimes quote the URL that they refuse, in the message and in what caused it; it ends up in logs. */
function withoutUser(error: unknown): unknown {
  if (!(error instanceof TypeError)) return error;
  const { message, cause } = error;
  const quotesUser = [message, inputOf(cause)].some((text) => text.search(USER) >= 0);
  return quotesUser ? new TypeError(message.replaceAll(USER, "//")) : error;
}

function inputOf(cause: unknown): string {
  return typeof cause === "object" && cause !== null && "input" in cause ? String(cause.input) : "";
}

/** A failure as fetch reports it: our own words for what fetch has an error of its own for become that error. */
export function asFetchError(error: unknown, url?: string): unknown {
  if (!isRcacheError(error)) return withoutUser(error);
  if (error.code === "RCACHE_INVALID_REQUEST" && url !== undefined)
    return withoutUser(platformRefusal(url, undefined));
  return error.code === "RCACHE_TOO_MANY_REDIRECTS" ? fetchFailed(error) : error;
}
