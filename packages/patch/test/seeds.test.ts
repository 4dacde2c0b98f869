import { get } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import * as rcache from "../src/index.ts";
import { counting, type Origin } from "./patched-process.ts";

/** The pages of requests-cache on patching, line for line: what stands above each line is the line there. */
describe("requests-cache's pages on patching", () => {
  let own: Origin;
  const memory = { backend: "memory" } as const;

  beforeEach(async () => {
    own = await counting();
  });

  afterEach(async () => {
    rcache.uninstallCache();
    await own[Symbol.asyncDispose]();
  });

  const ask = async (): Promise<string> => (await fetch(own.url)).text();
  const askByNode = (): Promise<string> =>
    new Promise((resolve) =>
      get(own.url, (response) => response.on("data", (text) => resolve(String(text)))),
    );

  it("PAT-01 installCache adds caching to all requests, functions and sessions alike", async () => {
    // >>> requests_cache.install_cache()
    rcache.installCache(memory);
    // >>> requests.get('http://httpbin.org/get')
    expect([await ask(), await ask()]).toEqual(["1", "1"]);
    // >>> session = requests.Session()
    // >>> session.get('http://httpbin.org/get')
    expect(await askByNode()).toBe("1");
  });

  it("PAT-01 accepts all the same parameters as CachedSession", () => {
    // >>> requests_cache.install_cache(expire_after=360, allowable_methods=('GET', 'POST'))
    const { cache } = rcache.installCache({ ...memory, expireAfter: 360, allowableMethods: ["GET", "POST"] });
    expect(cache.settings).toMatchObject({ expireAfter: 360, allowableMethods: ["GET", "POST"] });
    // >>> requests_cache.install_cache('demo_cache')
    expect(rcache.installCache("demo_cache", memory).cache).toBe(rcache.getCache());
  });

  it("PAT-04 it can be temporarily enabled", async () => {
    // >>> with requests_cache.enabled():
    // ...     requests.get('http://httpbin.org/get')  # Will be cached
    expect(await rcache.enabled(memory, async () => [await ask(), await ask()])).toEqual(["1", "1"]);
    expect(await ask()).toBe("2");
    // >>> with requests_cache.enabled('cache_db'):
    expect(rcache.enabled("cache_db", () => rcache.getCache() !== undefined)).toBe(true);
  });

  it("PAT-05 or temporarily disabled", async () => {
    // >>> requests_cache.install_cache()
    rcache.installCache(memory);
    expect(await ask()).toBe("1");
    // >>> with requests_cache.disabled():
    // ...     requests.get('http://httpbin.org/get')  # Will not be cached
    expect(await rcache.disabled(async () => [await ask(), await askByNode()])).toEqual(["2", "3"]);
    expect(await ask()).toBe("1");
  });

  it("PAT-03 or completely removed, however often it was installed", async () => {
    rcache.installCache(memory);
    rcache.installCache({ ...memory, expireAfter: 360, allowableMethods: ["GET", "POST"] });
    rcache.installCache(memory);
    await ask();
    // >>> requests_cache.uninstall_cache()
    rcache.uninstallCache();
    // >>> requests.get('http://httpbin.org/get')
    expect(await ask()).toBe("2");
  });

  it("PAT-06 PAT-08 you can clear out all responses, and check if it is installed", async () => {
    expect(rcache.isInstalled()).toBe(false);
    rcache.installCache(memory);
    expect(rcache.isInstalled()).toBe(true);
    await ask();
    // requests_cache.clear()
    await rcache.clear();
    expect(await ask()).toBe("2");
  });

  it("PAT-10 expired responses can be removed, also after they were given another expiration", async () => {
    rcache.installCache(memory);
    await ask();
    // >>> requests_cache.remove_expired_responses()
    expect(await rcache.deleteExpired()).toBe(0);
    // >>> session.remove_expired_responses(expire_after=timedelta(days=30))
    expect(await rcache.deleteExpired({ expireAfter: { days: 30 } })).toBe(0);
    expect(await ask()).toBe("1");
  });
});
