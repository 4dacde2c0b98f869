import { memoryBackend } from "@rcache/backend-memory";
import type { RequestOptions } from "@rcache/core";
import { createCachedFetch } from "@rcache/fetch";
import { type OriginKnobs, pageOrigin } from "./page-origin.ts";

/** What the cache is told; the page changes it between requests. */
export interface CacheKnobs {
  /** Who says how long an answer is fresh: the settings, or the origin's headers. */
  rule: "settings" | "headers";
  /** Seconds. */
  expireAfter: number;
  staleIfError: boolean;
}

/** One request on the timeline. */
export interface Step {
  readonly number: number;
  /** When it began, on the demo's clock, in milliseconds since the demo began. */
  readonly atMs: number;
  /** How long the caller waited for the response. */
  readonly tookMs: number;
  readonly kind: string;
  readonly reason: string;
  readonly status: number;
  readonly reachedOrigin: boolean;
  readonly body: string;
}

/** A cache, an origin and a clock in the page. */
export interface DemoSession {
  readonly origin: OriginKnobs;
  readonly settings: CacheKnobs;
  request(): Promise<Step>;
  /** What the next request would lead to, and why. */
  explain(): Promise<string>;
  /** Lets time pass. */
  skip(ms: number): void;
  /** Forgets every stored answer. */
  clear(): Promise<void>;
  /** Milliseconds since the demo began, on its clock. */
  nowMs(): number;
}

/** Nowhere: the origin is a function. */
export const DEMO_URL = "https://api.example.com/people/ada";

export function createDemoSession(): DemoSession {
  const origin: OriginKnobs = { maxAge: 30, etag: true, delayMs: 600, failing: false, version: 1 };
  const settings: CacheKnobs = { rule: "settings", expireAfter: 10, staleIfError: false };
  const startedAtMs = Date.now();
  let skippedMs = 0;
  let steps = 0;
  const clock = { nowMs: () => Date.now() + skippedMs };
  const { fetch: ask, hits } = pageOrigin(origin, clock.nowMs);
  const cachedFetch = createCachedFetch({ backend: memoryBackend(), fetch: ask, clock });
  return {
    origin,
    settings,
    async request() {
      const before = { atMs: clock.nowMs() - startedAtMs, hits: hits(), performanceMs: performance.now() };
      const response = await cachedFetch(DEMO_URL, { rcache: requestOptions(settings) });
      // Before the body is read: a page may paint in between, and that is not the cache's time.
      const tookMs = performance.now() - before.performanceMs;
      const body = await response.text();
      const { kind, reason } = response.cache;
      return {
        number: ++steps,
        atMs: before.atMs,
        tookMs,
        kind,
        reason,
        status: response.status,
        reachedOrigin: hits() > before.hits,
        body,
      };
    },
    explain: async () => String(await cachedFetch.explain(DEMO_URL, { rcache: requestOptions(settings) })),
    skip(ms) {
      skippedMs += ms;
    },
    clear: () => cachedFetch.cache.clear(),
    nowMs: () => clock.nowMs() - startedAtMs,
  };
}

function requestOptions({ rule, expireAfter, staleIfError }: CacheKnobs): RequestOptions {
  return rule === "headers" ? { cacheControl: true, staleIfError } : { expireAfter, staleIfError };
}

/** A duration as the page shows it. */
export function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
