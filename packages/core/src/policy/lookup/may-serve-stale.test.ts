import { describe, expect, it } from "vitest";
import { entryOf, lifetimesOf, NOW_MS, RULES, settingsOf, staleEntry } from "../../../test/builders.ts";
import type { Lifetimes, StaleBan } from "../../entry/entry.ts";
import { type CacheDirectives, NO_DIRECTIVES, parseCacheControl } from "../../http/fields/cache-control.ts";
import type { RequestOptions } from "../../settings/settings.ts";
import { mayServeStale, type Occasion } from "./may-serve-stale.ts";

const OCCASIONS: readonly Occasion[] = ["asked", "refreshing", "failure", "offline"];
const EVERYTHING = { staleIfError: true, staleWhileRevalidate: true } as const;
const ALL_DIRECTIVES = parseCacheControl(["max-stale, stale-while-revalidate=9999, stale-if-error=9999"]);

/** On which occasions an entry that expired so many seconds ago may be served. */
function permitted(seconds: number, options: RequestOptions = {}, cacheControl = ""): readonly Occasion[] {
  const settings = settingsOf(options);
  const directives: CacheDirectives = cacheControl === "" ? NO_DIRECTIVES : parseCacheControl([cacheControl]);
  const entry = staleEntry(seconds);
  return OCCASIONS.filter((occasion) => mayServeStale(entry, occasion, settings, directives, NOW_MS));
}

describe("permission", () => {
  it("§4.2.4 rule 99: without any, nothing is served stale", () => {
    expect(permitted(0)).toEqual([]);
    expect(permitted(1)).toEqual([]);
  });

  it("G-124 V9 staleIfError permits it at any age, after a failure and offline", () => {
    expect(permitted(999_999, { staleIfError: true })).toEqual(["failure", "offline"]);
  });

  it.each([
    [30, ["failure", "offline"]],
    [59, ["failure", "offline"]],
    [60, []],
    [90, []],
  ])("G-125 G-160 staleIfError of 60 s, %d s after expiry: %j", (seconds, occasions) => {
    expect(permitted(seconds, { staleIfError: 60 })).toEqual(occasions);
  });

  it("G-126 G-127 staleWhileRevalidate permits it while it is refreshed, and offline", () => {
    expect(permitted(999_999, { staleWhileRevalidate: true })).toEqual(["refreshing", "offline"]);
    expect(permitted(30, { staleWhileRevalidate: 60 })).toEqual(["refreshing", "offline"]);
    expect(permitted(90, { staleWhileRevalidate: 60 })).toEqual([]);
  });

  it.each([
    ["max-stale=60", 60, ["asked", "offline"]],
    ["max-stale=60", 61, []],
    ["max-stale=0", 0, ["asked", "offline"]],
    ["max-stale", 999_999, ["asked", "offline"]],
    ["max-stale=x", 0, []],
  ])("§5.2.1.2 rules 109, 112 G-121 V11 %s, %d s after expiry: %j", (cacheControl, seconds, occasions) => {
    expect(permitted(seconds, {}, cacheControl)).toEqual(occasions);
  });

  it("RFC 5861 §4 rule 105 POL-37 the request's own windows count, though not offline", () => {
    expect(permitted(30, {}, "stale-if-error=60")).toEqual(["failure"]);
    expect(permitted(60, {}, "stale-if-error=60")).toEqual([]);
    expect(permitted(30, {}, "stale-while-revalidate=60")).toEqual(["refreshing"]);
    expect(permitted(60, {}, "stale-while-revalidate=60")).toEqual([]);
  });

  it("RFC 5861 §3, §4 rules 102, 103, 111: the origin's windows count, though not offline", () => {
    const windows = {
      whileRevalidateUntilMs: NOW_MS + 1,
      ifErrorUntilMs: NOW_MS + 1,
      freshUntilMs: NOW_MS - 5_000,
    };
    const entry = entryOf({ lifetimes: lifetimesOf(windows) });
    const asked = (occasion: Occasion, nowMs: number): boolean =>
      mayServeStale(entry, occasion, RULES, NO_DIRECTIVES, nowMs);
    expect(OCCASIONS.filter((occasion) => asked(occasion, NOW_MS))).toEqual(["refreshing", "failure"]);
    expect(OCCASIONS.filter((occasion) => asked(occasion, NOW_MS + 1))).toEqual([]);
  });

  it("RFC 5861 §3, §4: each of the origin's windows is for its own occasion", () => {
    const during = (windows: Partial<Lifetimes>): readonly Occasion[] => {
      const entry = entryOf({ lifetimes: lifetimesOf({ freshUntilMs: NOW_MS - 30_000, ...windows }) });
      return OCCASIONS.filter((occasion) => mayServeStale(entry, occasion, RULES, NO_DIRECTIVES, NOW_MS));
    };
    expect(during({ ifErrorUntilMs: NOW_MS + 1 })).toEqual(["failure"]);
    expect(during({ whileRevalidateUntilMs: NOW_MS + 1 })).toEqual(["refreshing"]);
  });

  it("V9 a window that nobody has opened permits nothing, also while an entry is fresh", () => {
    const fresh = entryOf();
    for (const occasion of ["refreshing", "failure"] as const)
      expect(mayServeStale(fresh, occasion, RULES, NO_DIRECTIVES, NOW_MS)).toBe(false);
    expect(mayServeStale(fresh, "failure", settingsOf({ staleIfError: 5 }), NO_DIRECTIVES, NOW_MS)).toBe(
      true,
    );
  });
});

describe("bans", () => {
  it.each<[StaleBan]>([["no-cache"], ["must-revalidate"], ["proxy-revalidate"], ["s-maxage"]])(
    "§4.2.4 rule 98 F39: %s beats settings, request and origin on every occasion",
    (staleBan) => {
      const windows = {
        freshUntilMs: NOW_MS - 1,
        whileRevalidateUntilMs: NOW_MS + 1e9,
        ifErrorUntilMs: NOW_MS + 1e9,
      };
      const banned = entryOf({ staleBan, lifetimes: lifetimesOf(windows) });
      const free = entryOf({ lifetimes: lifetimesOf(windows) });
      for (const occasion of OCCASIONS) {
        expect(mayServeStale(banned, occasion, settingsOf(EVERYTHING), ALL_DIRECTIVES, NOW_MS)).toBe(false);
        expect(mayServeStale(free, occasion, settingsOf(EVERYTHING), ALL_DIRECTIVES, NOW_MS)).toBe(true);
      }
    },
  );
});
