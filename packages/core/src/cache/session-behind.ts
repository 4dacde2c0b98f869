import type { Session } from "../engine/session/session.ts";
import type { HttpCache } from "./http-cache.ts";

/** The sessions behind caches, so that one cache can read another without a public way to its backend. */
const sessions = new WeakMap<HttpCache, Session>();

/** Remembers which session is behind a cache. */
export function rememberSession(cache: HttpCache, session: Session): HttpCache {
  sessions.set(cache, session);
  return cache;
}

/** undefined: another copy of this package made the cache. */
export function sessionBehind(cache: HttpCache): Session | undefined {
  return sessions.get(cache);
}
