import { memoryBackend } from "@rcache/backend-memory";
import { configuredOptions } from "@rcache/backends";
import { DO_NOT_CACHE, type HttpCache, type HttpRequest, type HttpResponse } from "@rcache/core";
import { CachedSession } from "./cached-session.ts";
import { createCachedFetch } from "./create-cached-fetch.ts";
import type { CachedFetch, CachedResponse } from "./fetch-types.ts";
import { fromResponse } from "./from-response.ts";
import { toHttpRequest } from "./to-http-request.ts";

/** Compiled and never run: what must fit fits, and what must not does not. */
export async function fits(cache: HttpCache, fetch: CachedFetch): Promise<void> {
  const asNative: typeof globalThis.fetch = fetch;
  const response: CachedResponse = await fetch(new URL("https://example.org/"), {
    signal: AbortSignal.timeout(500),
    cache: "no-cache",
    rcache: { expireAfter: "5m", tags: ["a"], staleIfError: { days: 1 } },
  });
  const body: unknown = await response.json();
  const made: Date | undefined = response.cache.createdAt;
  if (response.cache.kind === "hit") response.cache.createdAt.getTime();
  createCachedFetch({ cache, fetch: asNative, lazyResponse: "auto" });
  createCachedFetch({ backend: memoryBackend(), urlsExpireAfter: { "*": DO_NOT_CACHE } });
  createCachedFetch({ backend: "sqlite", cacheName: "a", backendOptions: { busyTimeoutMs: 5 } });
  const request: HttpRequest | Promise<HttpRequest> = toHttpRequest("https://example.org/", {
    method: "POST",
  });
  const plain: HttpResponse = fromResponse(response);
  const session = new CachedSession("a", { backend: memoryBackend, headers: { accept: "a" } });
  const sum: number = session.cacheDisabled(() => 1);
  await session.get("https://example.org/", { expireAfter: 60, params: { page: 1 }, priority: "low" });
  void [body, made, request, plain, sum];
}

export async function doesNotFit(
  cache: HttpCache,
  fetch: CachedFetch,
  session: CachedSession,
): Promise<void> {
  // @ts-expect-error unknown option
  createCachedFetch({ expireAftr: 5 });
  // @ts-expect-error unit that does not exist
  createCachedFetch({ expireAfter: "1 fortnight" });
  // @ts-expect-error unknown alias
  createCachedFetch({ backend: "reddis" });
  // @ts-expect-error refresh belongs to a request
  createCachedFetch({ refresh: true });
  // @ts-expect-error a cache is an HttpCache
  createCachedFetch({ cache: {} });
  // @ts-expect-error a cache that is open has its settings
  createCachedFetch({ cache, expireAfter: 5 });
  // @ts-expect-error and its backend
  createCachedFetch({ cache, backend: "memory" });
  // @ts-expect-error unknown option of a request
  await fetch("https://example.org/", { rcache: { expires: 5 } });
  // @ts-expect-error a session's request takes its method from the verb
  await session.get("https://example.org/", { method: "POST" });
  // @ts-expect-error unknown option of a session's request
  await session.get("https://example.org/", { expireAftr: 5 });
  // @ts-expect-error the cache of a fetch is fixed
  fetch.cache = cache;
  // @ts-expect-error so is what a response says
  (await fetch("https://example.org/")).fromCache = true;
}

/** Texts that the compiler does not know. */
export function ofAConfigurationFile(file: { readonly backend: string; readonly expireAfter: string }): void {
  const written = {
    backend: "sqlite",
    expireAfter: "1h",
    rules: [{ url: "a.example/*", staleIfError: "1d" }],
  };
  createCachedFetch(configuredOptions(file));
  createCachedFetch(configuredOptions(written));
  // @ts-expect-error no text
  configuredOptions({ backend: 5 });
  // @ts-expect-error an unknown option
  configuredOptions({ backends: "sqlite" });
}
