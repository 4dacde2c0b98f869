import {
  type CacheOutcome,
  type HttpCache,
  type HttpRequest,
  NEVER_EXPIRE,
  type RequestOptions,
} from "@rcache/core";
import { checkedMembers } from "./checked-members.ts";

/** What is used of a fetch of `createCachedFetch`. */
export interface CachedFetchLike {
  (
    input: string | URL | Request,
    init?: { rcache?: RequestOptions },
  ): Promise<Response & { readonly cache: CacheOutcome }>;
  readonly cache: HttpCache;
}

/** The part of the browsers' `Cache` that reads and writes one response. */
export interface WebCache {
  /** The stored response, or undefined; nothing is sent. */
  match(request: string | URL | Request): Promise<Response | undefined>;
  /** Stores a response until it is deleted. @throws TypeError for what the Cache API refuses too, and for what the cache does not keep */
  put(request: string | URL | Request, response: Response): Promise<void>;
  /** Whether there was something to remove. */
  delete(request: string | URL | Request): Promise<boolean>;
  /** The requests of the stored responses, each URL once. */
  keys(): Promise<readonly Request[]>;
}

/**
 * The store of a cached fetch by the Cache API's functions, for code that was written for `caches.open(name)`.
 *
 * What `match` finds is what the fetch may use without asking, stale responses included unless their headers forbid it. Variants by `Vary`
 * and the separation of users hold. The options `ignoreSearch`, `ignoreMethod` and `ignoreVary` do not exist.
 *
 * @param fetch what `createCachedFetch` gives
 * @throws RcacheError `RCACHE_INVALID_OPTION` if it has no cache
 */
export function webCache(fetch: CachedFetchLike): WebCache {
  checkedMembers("fetch.cache", fetch?.cache, ["put", "delete", "urls"]);
  const { cache } = fetch;
  return {
    async match(given) {
      const request = new Request(given);
      if (request.method !== "GET") return undefined;
      const response = await fetch(request, { rcache: { onlyIfCached: true, staleIfError: true } });
      return response.cache.fromCache ? response : undefined;
    },
    async put(given, response) {
      const request = new Request(given);
      checkStorable(request, response);
      const { status, statusText } = response;
      const body = new Uint8Array(await response.arrayBuffer());
      const { url } = request;
      const headers = [...response.headers];
      const kept = await cache.put(
        dataOf(request),
        { status, statusText, url, headers, body, coding: "decoded" },
        { expireAfter: NEVER_EXPIRE, allowableCodes: [status] },
      );
      if (!kept) throw new TypeError(`the cache does not keep ${url}; explain() says why`);
    },
    delete: async (given) => (await cache.delete({ requests: [dataOf(new Request(given))] })) > 0,
    async keys() {
      const requests: Request[] = [];
      for await (const url of cache.urls()) requests.push(new Request(url));
      return requests;
    },
  };
}

function dataOf({ method, url, headers }: Request): HttpRequest {
  return { method, url, headers: [...headers] };
}

/** As the Cache API does. */
function checkStorable({ method, url }: Request, response: Response): void {
  if (!/^https?:/.test(url)) throw new TypeError(`put: ${url} is not of HTTP`);
  if (method !== "GET") throw new TypeError(`put: ${method} is not GET`);
  if (response.status === 206) throw new TypeError("put: a part (206) is not stored");
  if (response.bodyUsed) throw new TypeError("put: the body has been read");
  if (/(?:^|,)\s*\*\s*(?:,|$)/.test(response.headers.get("vary") ?? ""))
    throw new TypeError("put: a response that varies on everything (Vary: *) is not stored");
}
