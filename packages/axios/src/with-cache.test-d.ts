import { memoryBackend } from "@rcache/backend-memory";
import type { CacheOutcome, HttpCache } from "@rcache/core";
import axios, { type AxiosAdapter, type AxiosInstance, type AxiosResponse } from "axios";
import type { CachedAxios, CachedAxiosConfig } from "./axios-types.ts";
import { createCachedAdapter } from "./create-cached-adapter.ts";
import { withCache } from "./with-cache.ts";

/** Compiled and never run: what must fit fits, and what must not does not. */
export async function fits(cache: HttpCache, plain: AxiosAdapter): Promise<void> {
  const api: CachedAxios = withCache(axios.create(), { cache });
  withCache(axios, { backend: memoryBackend(), expireAfter: "1h" });
  const answer = await api.get<{ id: number }>("/u", { rcache: { forceRefresh: true, tags: ["u"] } });
  const id: number = answer.data.id;
  const isStored: boolean = answer.fromCache;
  const outcome: CacheOutcome = answer.cache;
  const asPlain: AxiosResponse<{ id: number }> = answer;
  const body = await api.post<string>("/u", { a: 1 }, { rcache: { allowableMethods: ["POST"] } });
  const own = await api<number[]>({ url: "/u", rcache: { onlyIfCached: true } });
  const data: string = body.data + String(own.data[0]);
  api.defaults.rcache = { expireAfter: 60 };
  const config: CachedAxiosConfig = { rcache: { staleIfError: true }, params: { a: 1 } };
  // A config with the cache's options may stand where axios takes its own.
  await axios.get("/u", config);
  const asInstance: AxiosInstance = api;
  const child: AxiosInstance = api.create({ timeout: 5 });
  const adapter: AxiosAdapter = createCachedAdapter({ cache, adapter: plain });
  axios.create({ adapter: createCachedAdapter({ cacheName: "a" }) });
  await createCachedAdapter().cache.clear();
  void [asInstance, id, isStored, outcome, asPlain, data, child, adapter, api.cache.settings];
}

export async function doesNotFit(api: CachedAxios, cache: HttpCache): Promise<void> {
  // @ts-expect-error unknown option of a request
  await api.get("/u", { rcache: { nope: 1 } });
  // @ts-expect-error a wrong unit
  await api.get("/u", { rcache: { expireAfter: "1 fortnight" } });
  // @ts-expect-error unknown option of the cache
  withCache(axios.create(), { expireAftr: 5 });
  // @ts-expect-error no instance
  withCache("axios");
  // @ts-expect-error the cache is not to be replaced
  api.cache = cache;
  // @ts-expect-error no adapter
  createCachedAdapter({ adapter: 5 });
  // @ts-expect-error an option of the cache is none of axios'
  api.defaults.rcache = { refresh: "often" };
}
