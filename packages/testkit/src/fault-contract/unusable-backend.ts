import { type CacheEvent, createHttpCache, isRcacheError, type RcacheError, type Send } from "@rcache/core";
import type { Backend } from "@rcache/core/backend";
import { check, checkEqual } from "../check.ts";

/** More than a driver needs to give up. */
const DEADLINE_MS = 30_000;

/**
 * Tests a cache over a backend that cannot be opened: `ready()` must reject with an `RcacheError` that says what to do, and each request
 * must be answered by the origin, with one `backend-failed` event. Closes the backend.
 *
 * @returns the error of `ready()`, so that you can check its code and message
 */
export async function unusableBackend(backend: Backend): Promise<RcacheError> {
  const events: CacheEvent[] = [];
  const cache = createHttpCache({
    ...{ backend, expireAfter: "1h", backendDeadlineMs: DEADLINE_MS },
    onEvent: (event) => events.push(event),
  });
  const failures = (): number => events.filter(({ kind }) => kind === "backend-failed").length;
  try {
    const error = await cache.ready().then(
      () => undefined,
      (reason: unknown) => reason,
    );
    check(isRcacheError(error), `ready() rejects with an RcacheError, not with ${String(error)}`);
    check(error.remedy !== "", "the error says what to do");
    const before = failures();
    for (const nth of [1, 2]) {
      const { status, cache: outcome } = await cache.handle(
        { method: "GET", url: "https://example.com/", headers: [] },
        answered,
      );
      await cache.flush();
      checkEqual([status, outcome.kind], [200, "miss"], `how request ${nth} was answered`);
      checkEqual(failures() - before, nth, `failures told after ${nth} requests`);
    }
    return error;
  } finally {
    await cache.close();
    await backend.close();
  }
}

const answered: Send = async ({ url }) => ({
  ...{ status: 200, url, headers: [], body: new Uint8Array(1), coding: "decoded" },
});
