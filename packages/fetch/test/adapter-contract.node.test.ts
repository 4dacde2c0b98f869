import type { HandledResponse } from "@rcache/core";
import { adapterContract } from "@rcache/testkit";
import { describe, it } from "vitest";
import { type CachedResponse, createCachedFetch, fromResponse } from "../src/index.ts";

describe.each([true, false])("createCachedFetch with lazyResponse: %s", (lazyResponse) => {
  adapterContract(
    { describe, it },
    {
      open(options) {
        const fetch = createCachedFetch({ ...options, lazyResponse });
        return {
          async send({ method, url, headers, body, redirect, signal }, rcache) {
            const init: RequestInit = { method, headers: headers.map(([name, value]) => [name, value]) };
            // The casts: the kit gives bytes on a buffer of their own, and the platform's signals.
            if (body instanceof Uint8Array) init.body = body as Uint8Array<ArrayBuffer>;
            if (signal !== undefined) init.signal = signal as AbortSignal;
            if (redirect !== undefined) init.redirect = redirect;
            const response = await fetch(url, rcache === undefined ? init : { ...init, rcache });
            return handled(response);
          },
          close: () => fetch.close(),
        };
      },
    },
  );
});

function handled(response: CachedResponse): HandledResponse {
  return { ...fromResponse(response), history: response.cache.history, cache: response.cache };
}
