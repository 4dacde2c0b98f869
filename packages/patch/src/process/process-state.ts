import { AsyncLocalStorage } from "node:async_hooks";
import type { HttpCache } from "@rcache/core";

/** A cache that stands in front of the process, and for which requests. */
export interface InstalledCache {
  readonly cache: HttpCache;
  /** The same as its users hold it. */
  readonly face: HttpCache;
  /** Whether a request is for this cache at all; others pass as if there were none. */
  concerns(method: string, host: string, port: string | number | undefined): boolean;
  /** The same, for a URL; what is none concerns nobody. */
  concernsUrl(method: string, url: string): boolean;
  /** false once it was taken away: requests pass, and those under way end as they began. */
  isOpen(): boolean;
  /** One more request, or one less, uses the cache: it is closed once nobody does. */
  begin(): void;
  end(): void;
  /** Nothing goes through it from now on. A cache that was opened for it is closed when its last request has ended. */
  leave(): void;
}

/** What of the process asks, where it is not simply the process. */
export interface Scope {
  /** undefined: no cache at all. */
  readonly installed: InstalledCache | undefined;
}

/** The name of a hook. */
export type HookName = "http" | "undici" | "fetch";

/** A hook that was put, and how to take it away. */
export interface PlacedHook {
  /** Whether it stands where it was put, or below what somebody put over it. */
  stands(): boolean;
  /** Whether there is nothing yet that it could stand at. Without it, there is. */
  isWaiting?(): boolean;
  /** Takes it away exactly; where somebody has put something over it, it stays and does nothing. */
  remove(): void;
}

/** The one truth of a process, however many copies of this package are loaded. */
export interface ProcessState {
  readonly scope: AsyncLocalStorage<Scope | undefined>;
  /** The last is the one that counts. */
  readonly stack: InstalledCache[];
  readonly hooks: Map<HookName, PlacedHook>;
  /** How many need the hooks: installations, and calls of `enabled` under way. */
  uses: number;
  /** `globalThis.fetch` before the first hook was put. */
  originalFetch: typeof fetch | undefined;
}

/** The number rises when copies would no longer understand each other. */
const KEY = Symbol.for("rcache.patch.1");

/** No cache has a part in what is asked in this scope: what a cache itself asks, and what `disabled` runs. */
export const BYPASS: Scope = Object.freeze({ installed: undefined });

export const state: ProcessState = sharedState();

function sharedState(): ProcessState {
  // The cast: a global of ours that no type knows.
  const globals = globalThis as { [KEY]?: ProcessState };
  const known = globals[KEY];
  if (known !== undefined) return known;
  const made: ProcessState = {
    scope: new AsyncLocalStorage(),
    stack: [],
    hooks: new Map(),
    uses: 0,
    originalFetch: undefined,
  };
  Object.defineProperty(globalThis, KEY, { value: made });
  return made;
}

/** The cache that a request made here goes through. */
export function activeCache(): InstalledCache | undefined {
  const scope = state.scope.getStore();
  const installed = scope === undefined ? state.stack.at(-1) : scope.installed;
  return installed?.isOpen() === true ? installed : undefined;
}

/** Runs what a cache itself asks for: of its store, of an origin. */
export function besideTheCache<T>(run: () => T): T {
  const scope = state.scope.getStore();
  // Who asks beside the cache already stays the one who asks.
  return scope !== undefined && scope.installed === undefined ? run() : state.scope.run(BYPASS, run);
}
