import { type EntryFilter, type Expiration, type HttpCache, invalidOption } from "@rcache/core";
import type { InstallOptions } from "./install-options.ts";
import { openInstalled } from "./installed-cache.ts";
import { acquireHooks, releaseHooks } from "./process/hooks.ts";
import {
  activeCache,
  BYPASS,
  besideTheCache,
  type HookName,
  type InstalledCache,
  state,
} from "./process/process-state.ts";

/** An installed cache. */
export interface Installation {
  /** The cache: its settings, its events, and what is stored. */
  readonly cache: HttpCache;
  /**
   * Uninstalls this cache. The one installed before it is used again. If the cache was opened for this installation, it is closed. A second
   * call does nothing.
   */
  uninstall(): void;
  /** Calls {@link uninstall}, at the end of a `using` block. */
  [Symbol.dispose](): void;
}

/**
 * Caches every HTTP request of this process: those sent through `node:http`, `node:https`, `fetch` and undici, by your code or any library
 * (requests-cache PAT-01). The cache installed last is used. Worker threads install their own.
 *
 * @param options those of `openCache`, or `{ cache }`; `hosts` and `methods` select the requests to cache
 * @throws RcacheError for an unknown option or a wrong value; nothing is installed then
 */
export function installCache(options?: InstallOptions): Installation;
/**
 * Caches every HTTP request of this process, under a name.
 *
 * @param cacheName the backend's file, directory, namespace, database or table
 * @param options those of `openCache`; `hosts` and `methods` select the requests to cache
 * @throws RcacheError for an unknown option or a wrong value; nothing is installed then
 */
export function installCache(cacheName: string, options?: InstallOptions): Installation;
export function installCache(first: string | InstallOptions = {}, second?: InstallOptions): Installation {
  const installed = openInstalled(namedOptions(first, second));
  acquireHooks();
  state.stack.push(installed);
  const uninstall = (): void => remove(installed);
  return { cache: installed.face, uninstall, [Symbol.dispose]: uninstall };
}

function remove(installed: InstalledCache): void {
  const at = state.stack.indexOf(installed);
  if (at < 0) return;
  state.stack.splice(at, 1);
  installed.leave();
  releaseHooks();
}

/** Uninstalls every cache and restores what was there before (requests-cache PAT-03). Does nothing if no cache is installed. */
export function uninstallCache(): void {
  for (const installed of [...state.stack].reverse()) remove(installed);
}

/**
 * Runs a function with a cache: the installed one, or one from the options, which is closed afterwards (requests-cache PAT-04). It applies
 * to everything that the function starts, and to nothing else.
 *
 * @throws RcacheError for an unknown option or a wrong value, and whatever the function throws
 */
export function enabled<T>(run: () => T): T;
/**
 * Runs a function with a cache from the options, which is closed afterwards. It applies to everything that the function starts, and to
 * nothing else.
 *
 * @throws RcacheError for an unknown option or a wrong value, and whatever the function throws
 */
export function enabled<T>(options: InstallOptions, run: () => T): T;
/**
 * Runs a function with a cache of this name, which is closed afterwards. It applies to everything that the function starts, and to nothing
 * else.
 *
 * @throws RcacheError whatever the function throws
 */
export function enabled<T>(cacheName: string, run: () => T): T;
export function enabled<T>(first: string | InstallOptions | (() => T), second?: () => T): T {
  if (typeof first !== "function") return enabledWith(openInstalled(namedOptions(first)), runnable(second));
  const installed = state.stack.at(-1);
  return installed === undefined
    ? enabledWith(openInstalled({}), first)
    : state.scope.run({ installed }, first);
}

function enabledWith<T>(installed: InstalledCache, run: () => T): T {
  acquireHooks();
  const end = (): void => {
    installed.leave();
    releaseHooks();
  };
  let isWaiting = false;
  try {
    const result = state.scope.run({ installed }, run);
    if (!isThenable(result)) return result;
    isWaiting = true;
    // The cast: what was thenable still is; the caller's own type of promise is kept where it has `finally`.
    return afterwards(result, end) as T;
  } finally {
    if (!isWaiting) end();
  }
}

function afterwards(result: PromiseLike<unknown>, end: () => void): PromiseLike<unknown> {
  return result.then(
    (value) => {
      end();
      return value;
    },
    (error: unknown) => {
      end();
      throw error;
    },
  );
}

/** Runs a function without any cache. Everything it starts goes to the origin, and none of it is stored (requests-cache PAT-05). */
export function disabled<T>(run: () => T): T {
  return state.scope.run(BYPASS, runnable(run));
}

/**
 * Whether a cache is installed (requests-cache PAT-06). With a name, whether that hook is in place.
 *
 * @param hook `http`: `node:http` and `node:https`; `undici`: what undici sends, including `fetch`; `fetch`: `globalThis.fetch`
 */
export function isInstalled(hook?: HookName): boolean {
  if (state.stack.length === 0 || hook === undefined) return state.stack.length > 0;
  const placed = state.hooks.get(hook);
  return placed !== undefined && placed.isWaiting?.() !== true;
}

/** The cache that a request sent here would use; undefined if there is none (requests-cache PAT-07). */
export function getCache(): HttpCache | undefined {
  return activeCache()?.face;
}

/** Removes everything from the installed cache. Does nothing if no cache is installed (requests-cache PAT-08). */
export async function clear(): Promise<void> {
  await withCache((cache) => cache.clear());
}

/**
 * Removes what the filter selects from the installed cache, and resolves to the number removed; 0 if no cache is installed (requests-cache
 * PAT-09).
 */
export async function deleteResponses(filter: EntryFilter): Promise<number> {
  return (await withCache((cache) => cache.delete(filter))) ?? 0;
}

/**
 * Removes expired responses from the installed cache, and resolves to the number removed; 0 if no cache is installed (requests-cache
 * PAT-10).
 */
export async function deleteExpired(options?: { expireAfter?: Expiration }): Promise<number> {
  return (await withCache((cache) => cache.deleteExpired(options))) ?? 0;
}

async function withCache<T>(use: (cache: HttpCache) => Promise<T>): Promise<T | undefined> {
  const installed = activeCache();
  return installed === undefined ? undefined : besideTheCache(() => use(installed.cache));
}

function namedOptions(first: string | InstallOptions, second?: InstallOptions): InstallOptions {
  if (typeof first !== "string") return first;
  if (second !== undefined && (typeof second !== "object" || second === null))
    throw invalidOption("options", second, "an object");
  return { cacheName: first, ...second };
}

function runnable<T>(run: (() => T) | undefined): () => T {
  if (typeof run !== "function") throw invalidOption("run", run, "a function");
  return run;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}
