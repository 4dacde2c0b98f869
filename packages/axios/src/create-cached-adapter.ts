import { cacheSource, openCache } from "@rcache/backends";
import { invalidOption } from "@rcache/core";
import type { AxiosInstance, InternalAxiosRequestConfig } from "axios";
import { type AxiosCopy, copyBehind } from "./axios-copy.ts";
import type { CachedAdapter, CachedAdapterOptions } from "./axios-types.ts";
import { below } from "./below.ts";
import { cachedAdapter, withoutCache } from "./cached-adapter.ts";
import { builtinModule } from "./runtime.ts";

/**
 * Creates an axios adapter with a cache, for `axios.create({ adapter })` or for the `adapter` of one request.
 *
 * Prefer {@link withCache} if you can: it takes the copy of axios from the instance. An adapter does not know its instance, so it loads
 * `axios` with its first request, as the copy that made the request (ES module or CommonJS).
 *
 * @throws RcacheError `RCACHE_INVALID_OPTION` if `adapter` is not an adapter, and what `openCache` throws for a wrong setting
 */
export function createCachedAdapter(options: CachedAdapterOptions = {}): CachedAdapter {
  if (typeof options !== "object" || options === null) throw invalidOption("options", options, "an object");
  const { adapter, ...others } = options;
  if (adapter !== undefined && !isAdapterChoice(adapter)) {
    throw invalidOption("adapter", adapter, "an adapter of axios, or the name of one");
  }
  const source = cacheSource(others);
  const cache = "cache" in source ? source.cache : openCache(source.open);
  const made = cachedAdapter({ cache, below: below(withoutCache(adapter)), copyFor: copySource() });
  return Object.defineProperty(made, "cache", { value: cache }) as CachedAdapter; // the cast: the member was just added
}

function isAdapterChoice(adapter: unknown): boolean {
  if (Array.isArray(adapter)) return adapter.every(isAdapterChoice);
  return typeof adapter === "function" || typeof adapter === "string";
}

/** Finds the copy of axios that made a config, by the class of its header fields. */
function copySource(): (config: InternalAxiosRequestConfig) => AxiosCopy | Promise<AxiosCopy> {
  const known = new Map<unknown, AxiosCopy | Promise<AxiosCopy>>();
  return ({ headers }) => {
    const maker: unknown = headers.constructor;
    const before = known.get(maker);
    if (before !== undefined) return before;
    const learning = load(maker).then(copyBehind);
    known.set(maker, learning);
    learning.then(
      (copy) => known.set(maker, copy),
      () => known.delete(maker),
    );
    return learning;
  };
}

type Axios = AxiosInstance & { readonly AxiosHeaders?: unknown };

async function load(maker: unknown): Promise<AxiosInstance> {
  const { default: asModule }: { default: Axios } = await import("axios");
  if (asModule.AxiosHeaders === maker) return asModule;
  const asCommonJs = required();
  return asCommonJs !== undefined && asCommonJs.AxiosHeaders === maker ? asCommonJs : asModule;
}

/** The copy that `require` gives, which has classes of its own. */
function required(): Axios | undefined {
  // The cast: a module that is looked up at run time comes without a type.
  const modules = builtinModule("node:module") as
    | { createRequire(from: string): (id: string) => unknown }
    | undefined;
  try {
    // The cast: what axios' CommonJS entry exports.
    return modules?.createRequire(import.meta.url)("axios") as Axios | undefined;
  } catch {
    return undefined;
  }
}
