import { isDeepStrictEqual } from "node:util";
import type { HttpCache } from "@rcache/core";
import { createCachedFetch } from "@rcache/fetch";
import { installCache } from "@rcache/patch";
import type { Sdk } from "./sdk.ts";
import type { SdkService } from "./sdk-service.ts";

/** What became of two equal calls of an SDK. */
export interface AskedTwice {
  readonly asked: number;
  readonly hits: number;
  readonly misses: number;
  readonly areEqual: boolean;
}

export const MISS_THEN_HIT: AskedTwice = { asked: 1, hits: 1, misses: 1, areEqual: true };

/** In a patched process. */
export async function askTwicePatched(sdk: Sdk, service: SdkService): Promise<AskedTwice> {
  const { cache, uninstall } = installCache({ backend: "memory", ...sdk.options });
  try {
    return await askTwice(() => sdk.ask(service.base, {}), service, cache);
  } finally {
    uninstall();
  }
}

/** With a cached fetch, given as the SDK's own. */
export async function askTwiceWithFetch(sdk: Sdk, service: SdkService): Promise<AskedTwice> {
  const fetch = createCachedFetch({ backend: "memory", ...sdk.options });
  try {
    return await askTwice(() => sdk.ask(service.base, { fetch }), service, fetch.cache);
  } finally {
    await fetch.close();
  }
}

async function askTwice(
  ask: () => Promise<unknown>,
  service: SdkService,
  cache: HttpCache,
): Promise<AskedTwice> {
  const before = service.asked;
  const first = await ask();
  await cache.flush();
  const second = await ask();
  const { hits, misses } = await cache.stats();
  return { asked: service.asked - before, hits, misses, areEqual: isDeepStrictEqual(second, first) };
}
