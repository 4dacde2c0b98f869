import type { FetchLike } from "./fetch-types.ts";

/** On every cached fetch: the fetch behind it. In the registry, so that two copies of this package know each other's. */
const WRAPPED: unique symbol = Symbol.for("rcache.wrapped-fetch") as never; // the cast: `Symbol.for` cannot be typed unique

type MaybeCached = FetchLike & { readonly [WRAPPED]?: FetchLike };

/** How a cached fetch reaches the origin. */
export interface WrappedFetch {
  /** The fetch to call now. */
  now(): FetchLike;
  /** Marks a fetch as a cached one over this. */
  mark(cached: object): void;
}

/**
 * The fetch behind a cached one.
 *
 * The user's own if there is one. Otherwise `globalThis.fetch` as it is at each call, so that what is patched later (a mock, a tracer)
 * is used; but never a cached one, which would ask itself or keep every answer twice.
 */
export function wrappedFetch(given: FetchLike | undefined): WrappedFetch {
  const atCreation = given ?? withoutCache(globalThis.fetch);
  return {
    now: given === undefined ? () => withoutCache(globalThis.fetch) : () => given,
    mark: (cached) => Object.defineProperty(cached, WRAPPED, { value: atCreation }),
  };
}

function withoutCache(fetch: MaybeCached): FetchLike {
  let plain = fetch;
  for (let behind = plain[WRAPPED]; behind !== undefined; behind = plain[WRAPPED]) plain = behind;
  return plain;
}
