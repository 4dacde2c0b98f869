import { memoryBackend } from "@rcache/backend-memory";
import { createHttpCache } from "@rcache/core";
import { manualClock, scriptedOrigin } from "@rcache/testkit";
import { describe, expect, it } from "vitest";
import { CachedSession, createCachedFetch } from "../src/index.ts";

/** A stale answer of an origin that has begun to hang. */
async function hangingOrigin(settings: { staleIfError?: boolean }) {
  const origin = await scriptedOrigin();
  const clock = manualClock();
  const cache = createHttpCache({ backend: memoryBackend(), clock, expireAfter: 60, ...settings });
  origin.answer("/a", { body: "stored" }, { fault: "hang" });
  await (await createCachedFetch({ cache })(`${origin.url}/a`)).text();
  clock.advance(120_000);
  return { origin, cache, url: `${origin.url}/a` };
}

describe("a request whose time is over", () => {
  it("is answered with what is stored where staleIfError permits it, asked by a session or with a signal", async () => {
    const { origin, cache, url } = await hangingOrigin({ staleIfError: true });
    await using _closing = origin;
    const bySession = await new CachedSession({ cache }).get(url, { timeoutMs: 20 });
    expect([bySession.cache.kind, await bySession.text()]).toEqual(["stale", "stored"]);
    const bySignal = await createCachedFetch({ cache })(url, { signal: AbortSignal.timeout(20) });
    expect([bySignal.cache.kind, await bySignal.text()]).toEqual(["stale", "stored"]);
  });

  it("rejects with a TimeoutError where nothing may stand in", async () => {
    const { origin, cache, url } = await hangingOrigin({});
    await using _closing = origin;
    const asking = new CachedSession({ cache }).get(url, { timeoutMs: 20 });
    await expect(asking).rejects.toMatchObject({ name: "TimeoutError" });
  });
});
