import { DO_NOT_CACHE, type RequestOptions } from "@rcache/core";

/** What fetch's own cache modes ask of the cache; `default` asks nothing. */
const OPTIONS: Readonly<Record<RequestCache, RequestOptions | undefined>> = {
  default: undefined,
  "no-store": { expireAfter: DO_NOT_CACHE },
  reload: { forceRefresh: true },
  "no-cache": { refresh: true },
  "force-cache": { onlyIfCached: true, staleIfError: true },
  "only-if-cached": { onlyIfCached: true, staleIfError: true },
};

/** How a request with a cache mode is asked. */
export interface ModePlan {
  readonly options: RequestOptions | undefined;
  /** What to do where nothing stored can be used: ask the network with the user's options alone, or fail as fetch does. */
  readonly onRefusal?: "ask" | "fail";
}

/**
 * Fetch's `cache` mode and the request's own options as one; what the options name counts.
 *
 * @returns undefined for a mode that does not exist
 */
export function modePlan(
  mode: RequestCache | undefined,
  own: RequestOptions | undefined,
): ModePlan | undefined {
  if (mode === undefined || mode === "default") return { options: own };
  if (!Object.hasOwn(OPTIONS, mode)) return undefined;
  // What is no object is the cache's to refuse.
  if (own !== undefined && (typeof own !== "object" || own === null)) return { options: own };
  const options = own === undefined ? OPTIONS[mode] : { ...OPTIONS[mode], ...own };
  if (own?.onlyIfCached !== undefined) return { options };
  if (mode === "force-cache") return { options, onRefusal: "ask" };
  return mode === "only-if-cached" ? { options, onRefusal: "fail" } : { options };
}

/**
 * The mode for the fetch behind: the caller's, so that a browser's own cache obeys it too; Node's has none.
 * `only-if-cached` is ours alone: what reaches the network is meant to.
 */
export function innerMode(mode: RequestCache | undefined): RequestCache | undefined {
  return mode === "only-if-cached" ? undefined : mode;
}
