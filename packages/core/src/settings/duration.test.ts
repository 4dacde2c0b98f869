import { describe, expect, it } from "vitest";
import { NOW_MS } from "../../test/builders.ts";
import { isRcacheError } from "../errors/rcache-error.ts";
import { NEVER_MS } from "../http/messages.ts";
import {
  DO_NOT_CACHE,
  type Duration,
  durationMs,
  EXPIRE_IMMEDIATELY,
  type Expiration,
  expirationAt,
  instantBefore,
  NEVER_EXPIRE,
} from "./duration.ts";

describe("durationMs", () => {
  it.each<[Duration, number]>([
    [60, 60_000],
    [0, 0],
    [0.001, 1],
    [-5, -5_000],
    [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
    ["250ms", 250],
    ["30s", 30_000],
    ["1.5m", 90_000],
    ["1h", 3_600_000],
    ["7d", 604_800_000],
    ["2w", 1_209_600_000],
    ["-1s", -1_000],
    [".5s", 500],
    ["1.s", 1_000],
    [{ hours: 1 }, 3_600_000],
    [{ days: 1, hours: 1, minutes: 1, seconds: 1, milliseconds: 1 }, 90_061_001],
    [{ minutes: 2, seconds: -30 }, 90_000],
    [{ weeks: 1 }, 604_800_000],
    [{ weeks: 2, days: 1 }, 1_296_000_000],
  ])("G-088 POL-05 %j is %d milliseconds", (duration, ms) => {
    expect(durationMs(duration)).toBe(ms);
  });

  it.each<[unknown, string]>([
    ["60", '"60"'],
    ["tomorrow", '"tomorrow"'],
    ["", '""'],
    ["1 h", '"1 h"'],
    ["1H", '"1H"'],
    ["1e3s", '"1e3s"'],
    ["h", '"h"'],
    [".s", '".s"'],
    ["1h30m", '"1h30m"'],
    ["Wed, 15 Jul 2026 12:00:00 GMT", '"Wed, 15 Jul 2026 12:00:00 GMT"'],
    [Number.NaN, "NaN"],
    [true, "true"],
    [null, "null"],
    [undefined, "undefined"],
    [Symbol("x"), "Symbol(x)"],
    [() => 1, "a function"],
    [5n, "5"],
    [{}, "an empty object"],
    [[], "an empty object"],
    [[60], "{ 0: 60 }"],
    [{ hour: 1 }, "{ hour: 1 }"],
    [{ hours: "1" }, "{ hours: 1 }"],
    [{ hours: Number.NaN }, "{ hours: NaN }"],
    [{ hours: 1n }, "{ hours: 1 }"],
    [{ hours: { minutes: 1 } }, "{ hours: an object }"],
    [
      { hours: Number.POSITIVE_INFINITY, days: Number.NEGATIVE_INFINITY },
      "{ hours: Infinity, days: -Infinity }",
    ],
    [{ constructor: 1 }, "{ constructor: 1 }"],
    [JSON.parse('{"__proto__": 1}'), "{ __proto__: 1 }"],
  ])("G-108 V16 %s is no duration, and the error shows it", (value, shown) => {
    // The cast: what callers without types pass is the question here.
    const error = thrownBy(() => durationMs(value as Duration, "staleIfError"));
    expect(error).toMatchObject({
      code: "RCACHE_INVALID_DURATION",
      message: `RCACHE_INVALID_DURATION: staleIfError: ${shown} is not a duration`,
    });
  });

  it("G-108 a circular object is no duration either", () => {
    const circle: Record<string, unknown> = {};
    circle["hours"] = circle;
    expect(isRcacheError(thrownBy(() => durationMs(circle)))).toBe(true);
  });
});

describe("expirationAt", () => {
  it.each<[string, Expiration, number | undefined]>([
    ["G-081 a duration counts from the given instant", 60, NOW_MS + 60_000],
    ["G-089 POL-05 a part of a second counts as what it is", 0.001, NOW_MS + 1],
    ["G-082 POL-02 -1 is never", NEVER_EXPIRE, NEVER_MS],
    ["POL-02 an endless duration is never", Number.POSITIVE_INFINITY, NEVER_MS],
    ["POL-02 a duration beyond the last date is never", { days: 1e12 }, NEVER_MS],
    ["G-083 POL-03 0 is at once", EXPIRE_IMMEDIATELY, NOW_MS],
    ["V16 POL-05 another negative number has expired before", -5, NOW_MS - 5_000],
    ["V16 POL-05 '-1s' is a second ago, not never", "-1s", NOW_MS - 1_000],
    ["G-086 POL-07 a date is that instant", new Date(NOW_MS + 5), NOW_MS + 5],
    ["G-085 POL-04 do-not-cache has no instant", DO_NOT_CACHE, undefined],
  ])("%s", (_name, expiration, atMs) => {
    expect(expirationAt(expiration, NOW_MS)).toBe(atMs);
  });

  it("G-091 an invalid date is refused under the option's name", () => {
    expect(thrownBy(() => expirationAt(new Date("nonsense"), NOW_MS, "rules[0].expireAfter"))).toMatchObject({
      code: "RCACHE_INVALID_DURATION",
      message: 'RCACHE_INVALID_DURATION: rules[0].expireAfter: "an invalid Date" is not a duration',
    });
  });

  it("POL-04 do-not-cache is a text, so that a configuration file can say it", () => {
    expect(JSON.parse(JSON.stringify({ expireAfter: DO_NOT_CACHE }))).toEqual({
      expireAfter: "do-not-cache",
    });
  });
});

describe("instantBefore", () => {
  it("MOD-09 a duration counts back from now, a date is itself", () => {
    expect(instantBefore("1h", NOW_MS)).toBe(NOW_MS - 3_600_000);
    expect(instantBefore(new Date(5), NOW_MS)).toBe(5);
  });

  it("MOD-09 what is neither is refused", () => {
    // The cast: what callers without types pass is the question here.
    expect(() => instantBefore("yesterday" as Duration, NOW_MS)).toThrow("olderThan");
  });
});

function thrownBy(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  return undefined;
}
