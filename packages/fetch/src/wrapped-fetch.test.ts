import { afterEach, describe, expect, it } from "vitest";
import type { FetchLike } from "./fetch-types.ts";
import { wrappedFetch } from "./wrapped-fetch.ts";

const native = globalThis.fetch;
afterEach(() => {
  globalThis.fetch = native;
});

describe("wrappedFetch", () => {
  it("is the one that was given", () => {
    const own: FetchLike = async () => new Response();
    expect(wrappedFetch(own).now()).toBe(own);
  });

  it("is the global one as it is at each call", () => {
    const wrapped = wrappedFetch(undefined);
    expect(wrapped.now()).toBe(native);
    const mock = async (): Promise<Response> => new Response();
    globalThis.fetch = mock;
    expect(wrapped.now()).toBe(mock);
  });

  it("is never a cached one: not itself, nor another that was installed before or after", () => {
    const first = wrappedFetch(undefined);
    const cachedFirst = async (): Promise<Response> => new Response();
    first.mark(cachedFirst);
    globalThis.fetch = cachedFirst;
    expect(first.now()).toBe(native);
    const second = wrappedFetch(undefined);
    const cachedSecond = async (): Promise<Response> => new Response();
    second.mark(cachedSecond);
    globalThis.fetch = cachedSecond;
    expect([first.now(), second.now()]).toEqual([native, native]);
  });

  it("looks through a cached fetch to the one it was given", () => {
    const own: FetchLike = async () => new Response();
    const cached = async (): Promise<Response> => new Response();
    wrappedFetch(own).mark(cached);
    globalThis.fetch = cached;
    expect(wrappedFetch(undefined).now()).toBe(own);
  });
});
