import { describe, expect, it } from "vitest";
import { mapBackend } from "../../../test/map-backend.ts";
import type { CacheOptions } from "../../settings/settings.ts";
import { sortOptions } from "./cache-options.ts";

const backend = mapBackend("map", "bytes", () => 0);

describe("sortOptions", () => {
  it("sorts what may change from what may not, with the defaults of the latter", () => {
    const { settings, limits, deprecated } = sortOptions({
      backend,
      expireAfter: 60,
      tags: ["a"],
      clock: { nowMs: () => 0 },
    });
    expect(settings).toEqual({ expireAfter: 60, tags: ["a"] });
    expect(limits).toEqual({
      singleFlight: true,
      flightWaitMs: 10_000,
      quickAbort: { bytes: 16_384, ms: 200 },
      inlineBytes: undefined,
      backendDeadlineMs: 1_000,
      readAhead: { eachBytes: 8_388_608, totalBytes: 67_108_864 },
      cacheStatusName: undefined,
    });
    expect(deprecated).toEqual([]);
  });

  it("G-063, G-162, SES-25 takes old names, which new ones beat", () => {
    const old = sortOptions({ backend, oldDataOnError: true, includeGetHeaders: true });
    expect(old.settings).toEqual({ staleIfError: true, matchHeaders: true });
    expect(old.deprecated).toEqual([
      ["oldDataOnError", "staleIfError"],
      ["includeGetHeaders", "matchHeaders"],
    ]);
    expect(sortOptions({ backend, oldDataOnError: true, staleIfError: 5 }).settings.staleIfError).toBe(5);
  });

  it.each([
    [true, "rcache"],
    ["edge", "edge"],
    [false, undefined],
  ])("cacheStatus: %j is the name %j", (cacheStatus, name) => {
    expect(sortOptions({ backend, cacheStatus }).limits.cacheStatusName).toBe(name);
  });

  it.each<[string, object, string]>([
    ["nothing", {}, "RCACHE_INVALID_OPTION"],
    ["a serializer that is none", { backend, serializer: {} }, "RCACHE_INVALID_OPTION"],
    ["an empty name", { backend, cacheName: "" }, "RCACHE_INVALID_OPTION"],
    ["a deadline below 0", { backend, backendDeadlineMs: -1 }, "RCACHE_INVALID_OPTION"],
    ["a deadline that is no number", { backend, backendDeadlineMs: Number.NaN }, "RCACHE_INVALID_OPTION"],
    [
      "a breaker of 0 failures",
      { backend, circuitBreaker: { failures: 0, pauseMs: 1 } },
      "RCACHE_INVALID_OPTION",
    ],
    ["a breaker without a pause", { backend, circuitBreaker: { failures: 1 } }, "RCACHE_INVALID_OPTION"],
    ["circuitBreaker: true", { backend, circuitBreaker: true }, "RCACHE_INVALID_OPTION"],
    ["another single flight", { backend, singleFlight: "always" }, "RCACHE_INVALID_OPTION"],
    ["another reaction", { backend, onBackendError: "ignore" }, "RCACHE_INVALID_OPTION"],
    ["a clock that is a function", { backend, clock: () => 0 }, "RCACHE_INVALID_OPTION"],
    ["fields that are no texts", { backend, targetedFields: [1] }, "RCACHE_INVALID_OPTION"],
    ["what cannot be a field's name", { backend, targetedFields: ["a b"] }, "RCACHE_INVALID_OPTION"],
    ["a name with a mistake", { backend, expireAftr: 1 }, "RCACHE_UNKNOWN_OPTION"],
    ["a name from Object", { backend, constructor: 1 }, "RCACHE_UNKNOWN_OPTION"],
  ])("refuses %s", (_what, options, code) => {
    // The cast: what a program without types may pass.
    expect(() => sortOptions(options as CacheOptions)).toThrow(expect.objectContaining({ code }));
  });

  it("says which value was wrong and what to do", () => {
    const wrong = (): unknown => sortOptions({ backend, flightWaitMs: "1s" as never });
    expect(wrong).toThrow(
      expect.objectContaining({
        message: 'RCACHE_INVALID_OPTION: flightWaitMs: "1s" is not a number of milliseconds, 0 or more',
        remedy: expect.stringContaining("milliseconds"),
      }),
    );
  });
});
