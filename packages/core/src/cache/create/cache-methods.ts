import type { Session } from "../../engine/session/session.ts";
import { clear, closeCache, flush, ready } from "../cache-life.ts";
import type { HttpCache } from "../http-cache.ts";
import { keyOf } from "../key-of.ts";

type Methods = Omit<HttpCache, "settings" | "handle" | "handleOrMiss" | "bypass" | "with" | "on">;

/** What only a user calls, never a request. It is loaded with the first call, so that a page which only fetches does not pay for it. */
const inspection = () => import("../entries/inspection.ts");

/** What a user does to stored entries. Unlike `handle`, these reject where the backend does. */
export function cacheMethods(session: Session, closesBackend: boolean): Methods {
  const close = (): Promise<void> => closeCache(session, closesBackend);
  const copyFrom: Methods["copyFrom"] = async (source) => (await inspection()).copyEntries(session, source);
  return {
    explain: async (request, options) => (await inspection()).explainRequest(session, request, options),
    keyOf: (request) => keyOf(request, session),
    get: async (request) => (await inspection()).get(session, request),
    put: async (request, response, options) =>
      (await inspection()).putAnswer(session, request, response, options),
    contains: async (request) => (await inspection()).contains(session, request),
    delete: async (filter) => (await inspection()).deleteEntries(session, filter),
    deleteExpired: async (options) => (await inspection()).deleteExpired(session, options?.expireAfter),
    async *filter(filter = {}) {
      yield* (await inspection()).stored(session, filter);
    },
    async *urls(filter = {}) {
      yield* (await inspection()).urls(session, filter);
    },
    copyFrom,
    update: copyFrom,
    resetExpiration: async (expireAfter, filter = {}) =>
      (await inspection()).resetExpiration(session, expireAfter, filter),
    recreateKeys: async () => (await inspection()).recreateKeys(session),
    count: async (filter) => (await inspection()).countEntries(session, filter),
    size: async () => (await inspection()).sizeOf(session),
    stats: async () => (await inspection()).statsOf(session),
    clear: () => clear(session),
    ready: () => ready(session),
    flush: () => flush(session),
    close,
    [Symbol.asyncDispose]: close,
  };
}
