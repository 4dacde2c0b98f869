// An application that uses axios: one line more, one cache for every client, typed options.
import { createCachedAdapter, withCache } from "@rcache/axios";
import { memoryBackend } from "@rcache/backend-memory";
import { createCachedFetch } from "@rcache/fetch";
import axios from "axios";

export async function oneCacheForEveryClient(origin: string): Promise<readonly unknown[]> {
  await using fetch = createCachedFetch({ backend: memoryBackend() });
  await (await fetch(`${origin}/users/octocat`)).text();
  const api = withCache(axios.create({ baseURL: origin }), { cache: fetch.cache });
  const shared = await api.get<{ login: string }>("/users/octocat");
  const fresh = await api.get<{ login: string }>("/users/octocat", { rcache: { forceRefresh: true } });
  const other = axios.create({ adapter: createCachedAdapter({ cache: fetch.cache }) });
  const adapted = await other.get<{ login: string }>(`${origin}/users/octocat`);
  return [shared.data.login, shared.fromCache, fresh.fromCache, adapted.data.login];
}

/** Never called: what must not compile. */
export function refused(api: ReturnType<typeof withCache>): void {
  // @ts-expect-error unknown option of one request
  void api.get("/u", { rcache: { nope: 1 } });
  // @ts-expect-error unknown option of the cache
  withCache(axios.create(), { expireAftr: 5 });
}
