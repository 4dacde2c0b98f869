// The examples of requests-cache's own guide, in this library's words.
import { memoryBackend } from "@rcache/backend-memory";
import { sqliteBackend } from "@rcache/backend-sqlite";
import { type Clock, DO_NOT_CACHE, NEVER_EXPIRE } from "@rcache/core";
import { CachedSession } from "@rcache/fetch";

/** General usage: a session like any other, and its cache. */
export async function sessions(origin: string, path: string): Promise<readonly unknown[]> {
  const session = new CachedSession(path);
  await session.get(`${origin}/get`);
  const second = await session.request("GET", `${origin}/get`);
  const head = await session.head(`${origin}/get`);
  const uncached = await session.cacheDisabled((disabled) => disabled.get(`${origin}/get`));
  const before = await session.cache.count();
  await session.cache.clear();
  const after = await session.cache.count();
  await session.close();
  return [second.fromCache, head.fromCache, uncached.fromCache, before, after];
}

/** Settings may be changed at any time. */
export function settingsAtAnyTime(): unknown {
  const session = new CachedSession({ backend: memoryBackend });
  session.settings.expireAfter = 360;
  session.settings.staleIfError = true;
  session.expireAfter = -1;
  return [session.settings.expireAfter, session.settings.staleIfError];
}

/** Every way to say where answers are kept. */
export function backends(directory: string): readonly CachedSession[] {
  return [
    new CachedSession("my_cache", { backend: sqliteBackend }),
    new CachedSession(`${directory}/my_cache.db`),
    new CachedSession("my_cache", {
      backend: "sqlite",
      backendOptions: { busyTimeoutMs: 30_000, useTemp: true },
    }),
    new CachedSession({ backend: `sqlite:${directory}/by_url.db` }),
    new CachedSession({ backend: sqliteBackend({ useMemory: true }) }),
    new CachedSession({ backend: memoryBackend() }),
    new CachedSession({ backend: "memory" }),
  ];
}

/** Methods, codes, parameters, headers. */
export async function matching(origin: string): Promise<readonly boolean[]> {
  const backend = memoryBackend;
  const posts = new CachedSession({ backend, allowableMethods: ["GET", "POST"] });
  await posts.post(`${origin}/post`, { json: { param: "value" } });
  const post = await posts.post(`${origin}/post`, { json: { param: "value" } });
  const teapots = new CachedSession({ backend, allowableCodes: [200, 418] });
  await teapots.get(`${origin}/teapot`);
  const teapot = await teapots.get(`${origin}/teapot`);
  const ignoring = new CachedSession({ backend, ignoredParameters: ["auth-token"] });
  await ignoring.get(`${origin}/get`, { params: { "auth-token": "2F63E5DF4F44" } });
  const ignored = await ignoring.get(`${origin}/get`, { params: { "auth-token": "D9FAEB3449D3" } });
  const byHeader = new CachedSession({ backend, matchHeaders: true });
  await byHeader.get(`${origin}/get`, { headers: { accept: "text/plain" } });
  const otherHeader = await byHeader.get(`${origin}/get`, { headers: { accept: "application/json" } });
  return [post.fromCache, teapot.fromCache, ignored.fromCache, otherHeader.fromCache];
}

/** Every form of an expiration. */
export function expirations(): readonly CachedSession[] {
  const backend = memoryBackend;
  return [
    new CachedSession({ backend, expireAfter: { days: 30 } }),
    new CachedSession({ backend, expireAfter: new Date("2030-01-01") }),
    new CachedSession({ backend, expireAfter: 0 }),
    new CachedSession({
      backend,
      urlsExpireAfter: { "*.site_1.com": 30, "site_2.com/static": NEVER_EXPIRE, "*": DO_NOT_CACHE },
    }),
    new CachedSession({
      backend,
      urlsExpireAfter: [
        [/site_\d\.com/, "1h"],
        [{ test: (url) => url.includes("x.org") }, 60],
      ],
    }),
    new CachedSession({ backend, cacheControl: true }),
  ];
}

/** Error handling: a sub-second expiration is one, and an expired answer stands in for a failure. */
export async function staleIfError(
  origin: string,
  clock: Clock,
  turnClock: () => void,
): Promise<readonly unknown[]> {
  const session = new CachedSession("demo_cache", { backend: "memory", clock, staleIfError: true });
  await (await session.get(`${origin}/fails-later`, { expireAfter: 0.001 })).text();
  turnClock();
  const response = await session.get(`${origin}/fails-later`);
  const { cache } = response;
  return [response.fromCache, cache.isExpired, await response.text()];
}

/** Filters, keys, wrapping, inspection. */
export async function inspection(origin: string): Promise<readonly unknown[]> {
  const backend = memoryBackend;
  const filtered = new CachedSession({
    backend,
    filterFn: (response) => (response.bytes ?? 0) < 1_000_000,
    keyFn: (request) => `${request.method} ${request.url}`,
  });
  await filtered.get(`${origin}/get`);
  const agents: string[] = [];
  const wrapped = CachedSession.wrap(
    (input, init) => {
      agents.push("MyApp/1.0");
      return fetch(input, { ...init, headers: { "user-agent": "MyApp/1.0" } });
    },
    { backend, expireAfter: 3600 },
  );
  await wrapped.get(`${origin}/get`);
  const listed: string[] = [];
  for await (const url of wrapped.cache.urls()) listed.push(url);
  for await (const entry of wrapped.cache.filter({ expired: false }))
    listed.push(`${entry.status} ${(await entry.body()).length > 0}`);
  const copied = await filtered.cache.copyFrom(wrapped.cache);
  const reset = await wrapped.cache.resetExpiration("1d");
  const moved = await wrapped.cache.recreateKeys();
  const deleted = await wrapped.cache.delete({ urls: [`${origin}/get`] });
  const contains = await wrapped.cache.contains(`${origin}/get`);
  return [
    agents.length,
    listed.map((line) => line.replace(origin, "")),
    copied,
    reset,
    moved,
    deleted,
    contains,
  ];
}

/** A session of one's own. */
export class MySession extends CachedSession {
  constructor() {
    super({ backend: memoryBackend });
    this.headers.set("accept", "application/json");
  }
}
