import type { Send } from "@rcache/core";
import { createHttpCache } from "@rcache/core";
import { afterEach, describe, expect, it, vi } from "vitest";
import { BODY_STORES, openBodyStore } from "./body-stores.ts";
import { bytesOf } from "./stage.ts";

afterEach(() => {
  vi.useRealTimers();
});

function sending(bytes: number): Send {
  return async ({ url }) => {
    const body = (async function* () {
      yield new Uint8Array(bytes);
    })();
    return { status: 200, url, headers: [], body, coding: "decoded" };
  };
}

describe.each(BODY_STORES)("with a test's own timers, which nobody turns, over %s", (kind) => {
  it.each([
    ["small", 10],
    ["large", 300_000],
  ])("what is stored, looked at and removed comes to its end, with %s bodies", async (_size, bytes) => {
    using store = openBodyStore(kind);
    vi.useFakeTimers();
    const cache = createHttpCache({ backend: store.backend, autoClose: true, expireAfter: 60 });
    const send = sending(bytes);
    const ask = async (path: string): Promise<void> => {
      const request = { method: "GET", url: `http://origin.test/${path}`, headers: [] };
      expect((await bytesOf(await cache.handle(request, send))).length).toBe(bytes);
    };
    for (const path of ["1", "2", "3", "1"]) await ask(path);
    await cache.flush();
    expect(await cache.count()).toBe(3);
    expect(await cache.delete({ urls: ["origin.test/1"] })).toBe(1);
    expect(await cache.deleteExpired()).toBe(0);
    await cache.clear();
    expect(await cache.count()).toBe(0);
    await ask("4");
    await cache.close();
  });
});
