// An application's developer: one line replaced, options autocompleted, wrong ones refused.
import { memoryBackend } from "@rcache/backend-memory";
import { sqliteBackend } from "@rcache/backend-sqlite";
import { type CacheEvent, DO_NOT_CACHE, isRcacheError, NEVER_EXPIRE } from "@rcache/core";
import { CachedSession, createCachedFetch } from "@rcache/fetch";

export async function thirtySeconds(origin: string, path: string): Promise<readonly unknown[]> {
  await using fetch = createCachedFetch({ cacheName: path, expireAfter: "1h" });
  const first = await fetch(`${origin}/users/octocat`);
  await first.json();
  const response = await fetch(`${origin}/users/octocat`);
  return [response.fromCache, response.cache.kind, response.cache.reason, await response.json()];
}

export async function richSettings(
  origin: string,
  onEvent: (event: CacheEvent) => void,
): Promise<readonly unknown[]> {
  const fetch = createCachedFetch({
    backend: memoryBackend(),
    expireAfter: "1h",
    staleIfError: true,
    urlsExpireAfter: { "127.0.0.1/users/*": "1d", "*": DO_NOT_CACHE },
    rules: [
      {
        url: /\/search\//,
        methods: ["POST"],
        expireAfter: "5m",
        staleWhileRevalidate: "1m",
        ignoredParameters: ["trace"],
      },
    ],
    onEvent,
  });
  const asNative: typeof globalThis.fetch = fetch;
  await asNative(`${origin}/users/octocat`);
  const response = await fetch(`${origin}/users/octocat`, {
    cache: "no-cache",
    signal: AbortSignal.timeout(5_000),
    rcache: { expireAfter: "5m", tags: ["u:1"] },
  });
  const seen: unknown[] = [response.cache.kind];
  const again = await fetch(`${origin}/users/octocat`);
  if (again.cache.kind === "hit") {
    const created: Date = again.cache.createdAt;
    seen.push(created instanceof Date, again.cache.expires instanceof Date);
  }
  const why = await fetch.explain(`${origin}/users/octocat`);
  seen.push(`${why}`.includes("answered from the cache"), why.verdict.kind, why.wouldChange.length > 0);
  const off = fetch.cache.on("served", (event) => event.outcome.fromCache);
  off();
  await fetch(`${origin}/other`);
  seen.push((await fetch(`${origin}/other`)).fromCache);
  await fetch.cache.delete({ urls: [`${origin}/users/octocat`] });
  seen.push(await fetch.cache.contains(`${origin}/users/octocat`));
  await fetch.close();
  return seen;
}

/** One cache for every client, and the same store under other settings. */
export async function sharedCache(origin: string): Promise<readonly boolean[]> {
  await using first = createCachedFetch({ backend: memoryBackend() });
  const second = createCachedFetch({ cache: first.cache });
  const offline = createCachedFetch({ cache: first.cache.with({ onlyIfCached: true }) });
  await (await first(`${origin}/users/octocat`)).text();
  const third = await offline(`${origin}/nowhere`);
  return [
    (await second(`${origin}/users/octocat`)).fromCache,
    (await offline(`${origin}/users/octocat`)).fromCache,
    third.ok,
  ];
}

/** A worker's module: nothing happens until a request comes. */
export const edge = createCachedFetch({ backend: memoryBackend, singleFlight: false, lazyResponse: false });

export function mistakes(): string {
  try {
    // The cast makes a mistake that only a program without types can make.
    createCachedFetch({ expireAfter: "soon" as "1h" });
  } catch (error) {
    if (isRcacheError(error)) return error.code;
  }
  return "none";
}

export function ownDatabase(path: string): void {
  const database = sqliteBackend({ path, busyTimeoutMs: 30_000 });
  createCachedFetch({ backend: database });
  void NEVER_EXPIRE;
  void CachedSession;
}

/** Never called: what must not compile. */
export function refused(): void {
  // @ts-expect-error unknown option
  createCachedFetch({ expireAftr: 5 });
  // @ts-expect-error bad unit
  createCachedFetch({ expireAfter: "1 fortnight" });
  // @ts-expect-error unknown alias
  createCachedFetch({ backend: "reddis" });
  // @ts-expect-error unknown option of one request
  void edge("https://x", { rcache: { expires: 5 } });
  // @ts-expect-error refresh is said with a request, not with a session
  createCachedFetch({ refresh: true });
  // @ts-expect-error unknown option of the driver
  sqliteBackend({ uri: "x" });
}
