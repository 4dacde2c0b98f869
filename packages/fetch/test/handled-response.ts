import type {
  CacheOutcome,
  HandledResponse,
  HttpCache,
  HttpRequest,
  RequestOptions,
  Send,
} from "@rcache/core";

/** A hit, as the engine reports it. */
export const HIT: CacheOutcome = {
  kind: "hit",
  fromCache: true,
  reason: "fresh",
  key: "GET https://example.org/",
  createdAt: new Date(0),
  expires: null,
  isExpired: false,
  isOlderThan: () => false,
  revalidated: false,
  history: [],
  exchange: "1",
};

/** A miss that was stored. */
export const MISS: CacheOutcome = {
  kind: "miss",
  fromCache: false,
  reason: "uri-miss",
  store: "rule",
  revalidated: false,
  history: [],
  exchange: "2",
};

/** Nothing stored, and the network not allowed. */
export const REFUSED: CacheOutcome = {
  kind: "refused",
  fromCache: false,
  reason: "nothing-stored",
  revalidated: false,
  history: [],
  exchange: "3",
};

/** Nothing to do with the cache. */
export const BYPASS: CacheOutcome = {
  kind: "bypass",
  fromCache: false,
  reason: "disabled",
  revalidated: false,
  history: [],
  exchange: "4",
};

export function handledResponse(overrides: Partial<HandledResponse> = {}): HandledResponse {
  return {
    status: 200,
    statusText: "OK",
    url: "https://example.org/a",
    headers: [["content-type", "text/plain"]],
    body: textBytes("hello"),
    coding: "decoded",
    cache: HIT,
    ...overrides,
  };
}

export function textBytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

/** Chunks of a text, one a piece. */
export async function* chunksOf(...pieces: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield typeof piece === "string" ? textBytes(piece) : piece;
}

/** One call of `HttpCache.handle`. */
export interface HandleCall {
  readonly request: HttpRequest;
  readonly options: RequestOptions | undefined;
}

/** A cache that only handles requests, and as the test says; it remembers what it was asked. */
export function scriptedCache(
  answer: (request: HttpRequest, send: Send, options: RequestOptions | undefined) => Promise<HandledResponse>,
): HttpCache & { readonly calls: HandleCall[]; readonly closed: string[] } {
  const calls: HandleCall[] = [];
  const closed: string[] = [];
  const cache = {
    calls,
    closed,
    settings: {},
    handle: async (request: HttpRequest, send: Send, options?: RequestOptions) => {
      calls.push({ request, options });
      return answer(request, send, options);
    },
    bypass: () => undefined,
    with: () => scriptedCache(answer),
    close: async () => {
      closed.push("closed");
    },
  };
  // The cast: these tests call no other member of a cache.
  return cache as unknown as HttpCache & { readonly calls: HandleCall[]; readonly closed: string[] };
}

/** A cache that asks the origin each time, as one does that has nothing. */
export function passingCache(): ReturnType<typeof scriptedCache> {
  return scriptedCache(async (request, send) => ({ ...(await send(request, { why: "miss" })), cache: MISS }));
}
