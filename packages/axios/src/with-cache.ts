import { cacheSource, openCache } from "@rcache/backends";
import { invalidOption, RcacheError } from "@rcache/core";
import type { AxiosInstance, InternalAxiosRequestConfig } from "axios";
import { type AxiosCopy, copyBehind } from "./axios-copy.ts";
import type { CachedAxios, CachedAxiosOptions } from "./axios-types.ts";
import { AXIOS_CHOICE, below } from "./below.ts";
import { cachedAdapter, isCached, withoutCache } from "./cached-adapter.ts";

/**
 * Adds a cache to an axios instance (`axios` itself, or one from `axios.create()`) and returns the same instance.
 *
 * It replaces the instance's adapter by one that looks in the cache and asks the old adapter. If you choose another adapter for one
 * request, the cache is in front of that one too. Interceptors, transforms, defaults and errors stay axios' own. Instances that you create
 * from this one with `create()` share the cache.
 *
 * @throws RcacheError `RCACHE_INVALID_OPTION` if it is not an axios instance or has a cache already, and what `openCache` throws for a
 * wrong setting
 */
export function withCache(instance: AxiosInstance, options: CachedAxiosOptions = {}): CachedAxios {
  checkInstance(instance);
  const source = cacheSource(options);
  const cache = "cache" in source ? source.cache : openCache(source.open);
  const copyFor = copySource(instance);
  const adapter = cachedAdapter({ cache, below: below(withoutCache(instance.defaults.adapter)), copyFor });
  instance.defaults.adapter = adapter;
  instance.interceptors.request.use(
    (config) => {
      const chosen = below(config.adapter ?? AXIOS_CHOICE);
      return Object.assign(config, { adapter: cachedAdapter({ cache, below: chosen, copyFor }) });
    },
    undefined,
    { synchronous: true, runWhen: ({ adapter: chosen }) => !isCached(chosen) },
  );
  // The cast: the instance has all that it had, and from here on what is added.
  return Object.defineProperty(instance, "cache", {
    value: cache,
    configurable: true,
  }) as unknown as CachedAxios;
}

/** Learns the copy of axios with the first request, and has it at once from then on. */
function copySource(
  instance: AxiosInstance,
): (config: InternalAxiosRequestConfig) => AxiosCopy | Promise<AxiosCopy> {
  let known: AxiosCopy | undefined;
  let learning: Promise<AxiosCopy> | undefined;
  const learn = async (): Promise<AxiosCopy> => {
    known = await copyBehind(instance);
    return known;
  };
  return () => {
    if (known !== undefined) return known;
    learning ??= learn();
    return learning;
  };
}

function checkInstance(instance: AxiosInstance): void {
  if (
    typeof instance !== "function" ||
    typeof instance.create !== "function" ||
    typeof instance.defaults !== "object" ||
    typeof instance.interceptors?.request?.use !== "function"
  ) {
    throw invalidOption("instance", instance, "an axios instance, as axios or axios.create() gives");
  }
  if (Object.hasOwn(instance, "cache") && isCached(instance.defaults.adapter)) {
    throw new RcacheError("RCACHE_INVALID_OPTION", "instance: it has a cache already", {
      remedy: "Call withCache once per instance. To use another cache, create another instance.",
    });
  }
}
