import { lookUp } from "../engine/session/look-up.ts";
import type { Session } from "../engine/session/session.ts";
import { RcacheError } from "../errors/rcache-error.ts";
import { keyText, lookupOf } from "../key/lookup-of.ts";
import { redactedUrl } from "../key/target-uri.ts";
import { explain } from "../policy/explain.ts";
import { judgeLookup } from "../policy/judge-lookup.ts";
import type { Explanation } from "../policy/outcome.ts";
import { couldAnswer, selectStored } from "../policy/select-stored.ts";
import type { RequestOptions } from "../settings/settings.ts";
import { clear, closeCache, flush, ready, sizeOf, statsOf } from "./cache-life.ts";
import {
  countEntries,
  deleteEntries,
  deleteExpired,
  recreateKeys,
  resetExpiration,
} from "./change-entries.ts";
import { copyEntries } from "./copy-entries.ts";
import { keyOf } from "./entry-match.ts";
import type { EntryFilter, HttpCache, RequestInput, StoredResponse } from "./http-cache.ts";
import { putAnswer } from "./put-answer.ts";
import { requestOf } from "./request-input.ts";
import { openBackend, scanEntries } from "./scan-entries.ts";
import { storedResponse, unreadableResponse } from "./stored-response.ts";

type Methods = Omit<HttpCache, "settings" | "handle" | "bypass" | "with" | "on">;

/** What a user does to stored entries. Unlike `handle`, these reject where the backend does. */
export function cacheMethods(session: Session, closesBackend: boolean): Methods {
  const close = (): Promise<void> => closeCache(session, closesBackend);
  return {
    explain: (request, options) => explainRequest(session, request, options),
    keyOf: (request) => keyOf(request, session),
    get: (request) => get(session, request),
    put: (request, response, options) => putAnswer(session, request, response, options),
    contains: async (input) => {
      const { entries, request } = await lookedFor(session, input);
      return entries.some((entry) => couldAnswer(entry, request));
    },
    delete: (filter) => deleteEntries(session, filter),
    deleteExpired: (options) => deleteExpired(session, options?.expireAfter),
    filter: (filter = {}) => stored(session, filter),
    urls: (filter = {}) => urls(session, filter),
    copyFrom: (source) => copyEntries(session, source),
    update: (source) => copyEntries(session, source),
    resetExpiration: (expireAfter, filter = {}) => resetExpiration(session, expireAfter, filter),
    recreateKeys: () => recreateKeys(session),
    count: (filter) => countEntries(session, filter),
    size: () => sizeOf(session),
    stats: () => statsOf(session),
    clear: () => clear(session),
    ready: () => ready(session),
    flush: () => flush(session),
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function lookedFor(session: Session, input: RequestInput) {
  const request = requestOf(input);
  const settings = session.resolve(request.method, request.url, undefined);
  const prepared = session.prepare(request, undefined);
  const requestKey = prepared.requestKey ?? lookupOf(request, undefined, settings, session.engine.digests);
  await openBackend(session);
  const looked = await lookUp(session.engine, requestKey);
  if (looked.failed) throw unanswered();
  return { ...looked, request, settings };
}

function unanswered(): RcacheError {
  return new RcacheError("RCACHE_BACKEND_FAILED", "find: the backend did not answer", {
    remedy: "Look at the event backend-failed before this, which has the cause.",
  });
}

async function get(session: Session, input: RequestInput): Promise<StoredResponse | undefined> {
  const { entries, bodyRefs, request, settings } = await lookedFor(session, input);
  const entry = selectStored(request, entries, settings, session.engine.digests);
  if (entry === undefined) return undefined;
  const ref = bodyRefs?.get(entry);
  const length = ref?.bytes ?? lengthOf(entry.body);
  return storedResponse(entry, ref, length, session);
}

async function* stored(session: Session, filter: EntryFilter): AsyncIterable<StoredResponse> {
  for await (const { head, entry } of scanEntries(session, filter, "filter")) {
    yield entry === undefined
      ? unreadableResponse(head, session)
      : storedResponse(entry, head.body, head.bytes, session);
  }
}

async function* urls(session: Session, filter: EntryFilter): AsyncIterable<string> {
  const seen = new Set<string>();
  for await (const { entry } of scanEntries(session, filter, "urls")) {
    if (entry !== undefined) seen.add(entry.url);
  }
  yield* [...seen].sort();
}

async function explainRequest(
  session: Session,
  input: RequestInput,
  options: RequestOptions | undefined,
): Promise<Explanation> {
  const { engine } = session;
  const request = requestOf(input);
  const { settings, directives, verdict: requestVerdict, requestKey } = session.prepare(request, options);
  const asked = { request, directives, settings, nowMs: engine.clock.nowMs(), digests: engine.digests };
  if (requestKey === undefined) {
    const key = `${request.method} ${redactedUrl(request.url, settings)}`;
    const verdict =
      requestVerdict.kind === "bypass"
        ? requestVerdict
        : ({ kind: "bypass", invalidates: false, reason: "disabled" } as const);
    return explain({ ...asked, verdict, key, entry: undefined, entries: [] });
  }
  const { entries } = await lookUp(engine, requestKey);
  const entry = selectStored(request, entries, settings, engine.digests);
  const verdict = judgeLookup({ ...asked, entries, chance: 0 });
  return explain({ ...asked, verdict, key: keyText(requestKey), entry, entries });
}

function lengthOf(body: unknown): number {
  if (typeof body === "string") return new TextEncoder().encode(body).length;
  return body instanceof Uint8Array ? body.length : 0;
}
