import { startDemoOrigin } from "@rcache/demo-origin";
import type { FetchLike } from "@rcache/fetch";
import { DEMO_HOST, type DemoRequest, demoRequests } from "./demo-requests.ts";

/** Whom the demo asks, and what reached them. */
export interface AskedOrigin extends AsyncDisposable {
  readonly requests: readonly DemoRequest[];
  readonly fetch: FetchLike;
  /** Where a URL is really asked, for a client that is told once per request. */
  locate(url: string): string;
  /** Requests that arrived so far. */
  hits(): number;
}

/** The demo's own server on loopback, under a name that stays the same from run to run. */
export async function demoOrigin(delayMs: number): Promise<AskedOrigin> {
  const origin = await startDemoOrigin();
  return {
    requests: demoRequests(delayMs),
    locate: (url) => url.replace(DEMO_HOST, origin.url),
    async fetch(input, init) {
      const url = input instanceof Request ? input.url : String(input);
      const there = url.replace(DEMO_HOST, origin.url);
      const response = await fetch(input instanceof Request ? new Request(there, input) : there, init);
      // To the caller this is the host it asked; the port is a detail of this run.
      return Object.defineProperty(response, "url", { value: url });
    },
    hits: () => origin.hits(),
    [Symbol.asyncDispose]: () => origin.close(),
  };
}

/** Whoever serves the user's own URLs. */
export function liveOrigin(urls: readonly string[]): AskedOrigin {
  let hits = 0;
  return {
    requests: urls.map((url) => ({ label: url.replace(/^https?:\/\//, ""), url })),
    locate(url) {
      hits++;
      return url;
    },
    fetch(input, init) {
      hits++;
      return fetch(input, init);
    },
    hits: () => hits,
    [Symbol.asyncDispose]: async () => undefined,
  };
}
