import { createHttpCache } from "@rcache/core";
import { indexedDbBackend } from "../src/indexeddb-backend.ts";

/** A worker, which is to a database what another tab is: it asks for a URL through a cache of that name, and says how it was answered. */
addEventListener("message", async ({ data: { cacheName, url } }) => {
  const cache = createHttpCache({ backend: indexedDbBackend({ cacheName }) });
  const { cache: outcome } = await cache.handle({ method: "GET", url, headers: [] }, async (request) => ({
    status: 200,
    url: request.url,
    headers: [],
    body: new TextEncoder().encode("asked by the other tab"),
    coding: "decoded",
  }));
  await cache.flush();
  await cache.close();
  postMessage(outcome.kind);
});
