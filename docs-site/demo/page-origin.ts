import type { FetchLike } from "@rcache/fetch";

/** How the origin behaves; the page changes it between requests. */
export interface OriginKnobs {
  /** Seconds; undefined: no `Cache-Control`. */
  maxAge: number | undefined;
  /** Whether answers carry an entity tag. */
  etag: boolean;
  /** Milliseconds an answer takes. */
  delayMs: number;
  /** Nothing but 503. */
  failing: boolean;
  /** Rises when the content changes. */
  version: number;
}

/** An origin that is a function in the page: `fetch` for the cache, and a count of what reached it. */
export interface PageOrigin {
  readonly fetch: FetchLike;
  hits(): number;
}

/** Answers as the knobs stand when a request arrives, with 304 where the entity tag still holds. */
export function pageOrigin(knobs: OriginKnobs, nowMs: () => number): PageOrigin {
  let hits = 0;
  return {
    async fetch(input, init) {
      hits++;
      const request = new Request(input, init);
      const { maxAge, etag, delayMs, failing, version } = knobs;
      if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
      const headers = new Headers({
        "content-type": "application/json",
        date: new Date(nowMs()).toUTCString(),
      });
      if (maxAge !== undefined) headers.set("cache-control", `max-age=${maxAge}`);
      if (etag) headers.set("etag", `"v${version}"`);
      const response = answer(request, headers, { failing, version });
      return Object.defineProperty(response, "url", { value: request.url });
    },
    hits: () => hits,
  };
}

function answer(request: Request, headers: Headers, state: { failing: boolean; version: number }): Response {
  if (state.failing) return new Response("The origin is down.", { status: 503 });
  const tag = headers.get("etag");
  if (tag !== null && request.headers.get("if-none-match") === tag)
    return new Response(null, { status: 304, headers });
  return new Response(JSON.stringify({ name: "Ada", version: state.version }), { headers });
}
