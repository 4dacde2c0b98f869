import type { Entry } from "../../entry/entry.ts";
import { inlineBytes } from "../../entry/entry-body.ts";
import { parseDeltaSeconds } from "../../http/fields/delta-seconds.ts";
import { fieldValue } from "../../http/fields/fields.ts";
import type { Chunks, HttpRequest, HttpResponse, ResponseView } from "../../http/messages.ts";
import { checkedChunk } from "../../platform/bytes/chunks.ts";
import { joined } from "../../platform/bytes/gathered.ts";
import { quietly } from "../../platform/concurrency/awaitable.ts";
import { ReadAhead, type ReadAheadLimits } from "../../platform/concurrency/read-ahead.ts";
import type { EventHub } from "../../platform/events/event-hub.ts";
import { type Asker, openedFields } from "../../policy/answer/secret-fields.ts";
import type { Consulted } from "../../policy/store/judge-store.ts";
import { freshenedResponse } from "../../policy/validation/freshen.ts";
import { atOnce } from "../../settings/at-once.ts";
import { DO_NOT_CACHE, type Expiration, expirationAt } from "../../settings/duration.ts";
import type { ResolvedSettings } from "../../settings/effective/resolve.ts";
import { guarded, viewOfRequest } from "./own-words.ts";

/** What the user's functions say of an answer. */
export function consultOnResponse(
  request: HttpRequest,
  response: HttpResponse,
  settings: ResolvedSettings,
  events: EventHub,
): Consulted {
  const { expireAfter, filterFn } = settings;
  const views = [viewOfResponse(response), viewOfRequest(request)] as const;
  const consulting = { request, settings, events };
  const accepted =
    filterFn === undefined ||
    (guarded("filterFn", consulting, () => atOnce("filterFn", filterFn(...views))) ?? false);
  if (typeof expireAfter !== "function") return { expireAfter, accepted };
  const computed = guarded<{ value: Expiration | undefined }>("expireAfter", consulting, () => {
    const value = atOnce("expireAfter", expireAfter(...views));
    if (value !== undefined) expirationAt(value, 0);
    return { value };
  });
  return { expireAfter: computed === undefined ? DO_NOT_CACHE : computed.value, accepted };
}

/** Who asks, where the user's functions are shown what is stored. */
interface StoredAsker extends Asker {
  readonly request: HttpRequest;
}

/** What they say of a stored answer that a 304 has confirmed: they are shown that answer with its new fields, and not a 304. */
export function consultOnConfirmed(
  entry: Entry,
  confirmation: HttpResponse,
  asker: StoredAsker,
  events: EventHub,
): Consulted {
  const { request, settings } = asker;
  const body = inlineBytes(entry.body) ?? null;
  const confirmed = freshenedResponse(entry, confirmation);
  const headers = openedFields(confirmed.headers, asker);
  return consultOnResponse(request, { ...confirmed, headers, body }, settings, events);
}

/** Whether a stored answer passes the user's filter (requests-cache PIPE-16). */
export function acceptsStored(entry: Entry, asker: StoredAsker, events: EventHub): boolean {
  const { request, settings } = asker;
  const { filterFn } = settings;
  if (filterFn === undefined) return true;
  const body = inlineBytes(entry.body) ?? null;
  const { status, coding } = entry.response;
  const headers = openedFields(entry.response.headers, asker);
  const response: HttpResponse = { status, url: request.url, headers, body, coding };
  return (
    guarded("filterFn", { request, settings, events }, () =>
      atOnce("filterFn", filterFn(viewOfResponse(response), viewOfRequest(request))),
    ) ?? true
  );
}

function viewOfResponse({ status, url, headers, body }: HttpResponse): ResponseView {
  const known =
    body === null
      ? 0
      : body instanceof Uint8Array
        ? body.length
        : parseDeltaSeconds(fieldValue(headers, "content-length") ?? "");
  return {
    status,
    url,
    header: (name) => fieldValue(headers, name),
    ...(known === undefined ? {} : { bytes: known }),
    ...(body instanceof Uint8Array ? { body: new Uint8Array(body) } : {}),
  };
}

/**
 * The answer with its body in memory, for functions of the user that judge by it, as far as it may be read ahead. One that is longer, or
 * breaks off, stays a stream that begins with what was read: a failure of the body is its reader's to see.
 */
export async function bodyForUser(response: HttpResponse, limits: ReadAheadLimits): Promise<HttpResponse> {
  const { body } = response;
  if (body === null || body instanceof Uint8Array) return response;
  const source = body[Symbol.asyncIterator]();
  const ahead = new ReadAhead(limits);
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    while (!ahead.isFull()) {
      const result = await source.next();
      if (result.done) return withBody(response, joined(chunks, length));
      const chunk = checkedChunk(result.value);
      chunks.push(chunk);
      length += chunk.length;
      ahead.take(chunk.length);
    }
  } catch (error) {
    quietly(() => source.return?.());
    return withBody(response, begun(chunks, failing(error)));
  } finally {
    // From here on it is a body like any other in memory.
    ahead.giveAll();
  }
  return withBody(response, begun(chunks, source));
}

/** Not by a spread alone: an answer of another cache has getters. */
function withBody(response: HttpResponse, body: HttpResponse["body"]): HttpResponse {
  const { status, statusText, url, headers, coding, history } = response;
  return {
    status,
    url,
    headers,
    coding,
    body,
    ...(statusText !== undefined && { statusText }),
    ...(history !== undefined && { history }),
  };
}

// No generator: one that has not begun does not pass `return` on.
function begun(chunks: Uint8Array[], rest: AsyncIterator<Uint8Array>): Chunks {
  const iterator: AsyncIterator<Uint8Array> = {
    next() {
      const value = chunks.shift();
      return value === undefined ? rest.next() : Promise.resolve({ done: false, value });
    },
    async return() {
      chunks.length = 0;
      await rest.return?.();
      return { done: true, value: undefined };
    },
  };
  return { [Symbol.asyncIterator]: () => iterator };
}

function failing(error: unknown): AsyncIterator<Uint8Array> {
  return { next: () => Promise.reject(error) };
}
