import type { CacheOutcome, HttpCache, HttpRequest, Send } from "@rcache/core";
import type { CachedRequestInit, CachedResponse, FetchLike } from "./fetch-types.ts";
import { NO_HEADERS } from "./header-lines.ts";
import { withOutcome } from "./marked-response.ts";
import { baseUrl, hidesRedirects } from "./runtime.ts";

const SCHEME = /^[a-z][a-z0-9+.-]*:/i;
const HTTP = /^https?:/i;

/** Nothing but the network had a part in it. */
const OUTSIDE: CacheOutcome = /* @__PURE__ */ Object.freeze({
  kind: "bypass",
  fromCache: false,
  reason: "disabled",
  revalidated: false,
  history: /* @__PURE__ */ Object.freeze([]),
  exchange: "",
});

/**
 * Whether only the platform can give this answer: another scheme than HTTP, an answer that scripts may not see (`no-cors`; `manual`
 * where redirects are hidden), or one whose bytes the platform has to check (`integrity`).
 */
export function needsPlatform(input: string | URL | Request, init: CachedRequestInit | undefined): boolean {
  const request = typeof input === "string" || input instanceof URL ? undefined : input;
  const url = request?.url ?? String(input);
  if (SCHEME.test(url) && !HTTP.test(url)) return true;
  if ((init?.mode ?? request?.mode) === "no-cors") return true;
  if ((init?.integrity ?? request?.integrity ?? "") !== "") return true;
  return (init?.redirect ?? request?.redirect) === "manual" && hidesRedirects();
}

/**
 * Hands the arguments to the wrapped fetch and gives back the response it makes, marked as a bypass. The cache hears of it, so that an
 * unsafe request invalidates what it should.
 */
export async function sendUntouched(
  cache: HttpCache,
  fetch: FetchLike,
  input: string | URL | Request,
  init: CachedRequestInit | undefined,
): Promise<CachedResponse> {
  const { rcache, ...plain } = init ?? {};
  const url = URL.parse(input instanceof Request ? input.url : String(input), baseUrl());
  const platformInit = init === undefined ? undefined : plain;
  if (url === null || !HTTP.test(url.protocol)) return withOutcome(await fetch(input, platformInit), OUTSIDE);
  let response: Response | undefined;
  const send: Send = Object.assign(
    async (asked: HttpRequest) => {
      response = await fetch(input, platformInit);
      // An opaque answer hides its status. It may be a success, and then what is stored is no longer true.
      const status = response.status === 0 ? 200 : response.status;
      return { status, url: asked.url, headers: NO_HEADERS, body: null, coding: "decoded" as const };
    },
    { redirects: "hidden" as const },
  );
  const method = (init?.method ?? (input instanceof Request ? input.method : "GET")).toUpperCase();
  const request: HttpRequest = { method, url: url.href, headers: NO_HEADERS };
  const answer = await cache.handle(request, send, { ...rcache, disabled: true });
  return response === undefined
    ? Promise.reject(new TypeError("fetch failed"))
    : withOutcome(response, answer.cache);
}
