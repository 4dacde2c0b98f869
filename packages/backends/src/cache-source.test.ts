import { memoryBackend } from "@rcache/backend-memory";
import { createHttpCache, type HttpCache } from "@rcache/core";
import { describe, expect, it } from "vitest";
import { cacheSource } from "./cache-source.ts";

describe("cacheSource", () => {
  it("tells the options of a cache to open from one that is open", () => {
    const cache = createHttpCache({ backend: memoryBackend() });
    expect(cacheSource({ cache })).toEqual({ cache });
    expect(cacheSource({ expireAfter: "1h" })).toEqual({ open: { expireAfter: "1h" } });
  });

  it("takes an undefined setting beside a cache for none", () => {
    const cache = createHttpCache({ backend: memoryBackend() });
    // The cast: what a program that spreads its options gives.
    const options = { cache, expireAfter: undefined } as unknown as { cache: HttpCache };
    expect(cacheSource(options)).toEqual({ cache });
  });

  it.each([
    ["what is no object", "memory", "RCACHE_INVALID_OPTION"],
    ["null", null, "RCACHE_INVALID_OPTION"],
    ["what is no cache", { cache: {} }, "RCACHE_INVALID_OPTION"],
    ["a setting beside a cache", { cache: { handle() {} }, expireAfter: 5 }, "RCACHE_UNKNOWN_OPTION"],
  ])("refuses %s", (_, options, code) => {
    // The cast: what the compiler refuses, a program in JavaScript gives.
    expect(() => cacheSource(options as unknown as { cache: HttpCache })).toThrow(
      expect.objectContaining({ code }),
    );
  });
});
