import type { CacheOutcome } from "@rcache/core";

/** The name under which Node's `util.inspect`, and so `console.log`, asks an object how it wants to be shown. */
export const INSPECT: unique symbol = Symbol.for("nodejs.util.inspect.custom") as never; // the cast: `Symbol.for` cannot be typed unique

/** Node's `util.inspect`, as it is handed to the method above. */
export type Inspect = (value: unknown, options: object) => string;

/** What a person wants to know of a cached response, as Node shows objects. */
export function describeResponse(
  response: {
    readonly status: number;
    readonly statusText: string;
    readonly url: string;
    readonly bodyUsed: boolean;
  },
  cache: CacheOutcome,
  options: object,
  inspect: Inspect,
): string {
  const { status, statusText, url, bodyUsed } = response;
  const { fromCache, kind, reason } = cache;
  return `Response ${inspect({ status, statusText, url, fromCache, cache: `${kind} (${reason})`, bodyUsed }, options)}`;
}
