import type { HttpCache } from "@rcache/core";
import { CachedSession } from "../src/cached-session.ts";
import type { SessionOptions } from "../src/session-options.ts";
import { handledResponse, MISS, scriptedCache } from "./handled-response.ts";

/** A session over a cache that asks for everything, and what it came to. */
export interface SessionSubject {
  readonly session: CachedSession;
  readonly cache: ReturnType<typeof scriptedCache>;
  /** The caches made by `with`. */
  readonly derived: ReturnType<typeof scriptedCache>[];
  /** What the wrapped fetch was given. */
  readonly sent: (RequestInit | undefined)[];
}

export function sessionWith(options: SessionOptions = {}): SessionSubject {
  const sent: (RequestInit | undefined)[] = [];
  const derived: ReturnType<typeof scriptedCache>[] = [];
  const make = (): ReturnType<typeof scriptedCache> => {
    const cache = scriptedCache(async (request, send) => ({
      ...handledResponse(await send(request, { why: "miss" })),
      cache: MISS,
    }));
    const withSettings = (): HttpCache => {
      const one = make();
      derived.push(one);
      return one;
    };
    return Object.assign(cache, { with: withSettings });
  };
  const cache = make();
  const fetch = async (_input: unknown, init?: RequestInit): Promise<Response> => {
    sent.push(init);
    return new Response("hello");
  };
  return { session: new CachedSession({ cache, fetch, ...options }), cache, derived, sent };
}
