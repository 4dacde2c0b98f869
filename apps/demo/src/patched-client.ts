import type { Backend } from "@rcache/core/backend";
import type { CachedResponse } from "@rcache/fetch";
import { installCache } from "@rcache/patch";
import type { AskedOrigin } from "./asked-origin.ts";
import type { DemoClient } from "./demo-client.ts";

/** The platform's own `fetch` in a process in front of which a cache was put, as an application that knows nothing of it uses it. */
export function patchedClient(backend: Backend, origin: AskedOrigin): DemoClient {
  const platform = globalThis.fetch;
  // Below the cache: the demo's host is nowhere, and asked on this machine.
  globalThis.fetch = async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    const there = origin.locate(url);
    const response = await platform(input instanceof Request ? new Request(there, input) : there, init);
    return Object.defineProperty(response, "url", { value: url });
  };
  const { cache, uninstall } = installCache({ backend, expireAfter: "1d", autoClose: true });
  return {
    cache,
    async ask({ url, init }) {
      // The cast: in a patched process every response says how it came about.
      const response = (await fetch(url, init)) as CachedResponse;
      const { byteLength } = await response.arrayBuffer();
      return { cache: response.cache, bytes: byteLength };
    },
    explain: ({ url, init }) => cache.explain(url, init?.rcache),
    async close() {
      uninstall();
      globalThis.fetch = platform;
      await cache.close();
    },
  };
}
