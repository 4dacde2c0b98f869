import type { Backend } from "@rcache/core/backend";
import { createCachedFetch } from "@rcache/fetch";
import type { AskedOrigin } from "./asked-origin.ts";
import type { DemoClient } from "./demo-client.ts";

/** `createCachedFetch`, as an application uses it. */
export function fetchClient(backend: Backend, origin: AskedOrigin): DemoClient {
  const cachedFetch = createCachedFetch({ backend, expireAfter: "1d", fetch: origin.fetch, autoClose: true });
  return {
    cache: cachedFetch.cache,
    async ask({ url, init }) {
      const response = await cachedFetch(url, init);
      const { byteLength } = await response.arrayBuffer();
      return { cache: response.cache, bytes: byteLength };
    },
    explain: ({ url, init }) => cachedFetch.explain(url, init),
    close: () => cachedFetch.close(),
  };
}
